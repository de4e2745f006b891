import { mutate, type SeededRandom, seededRandom } from './seeded.ts'

/** What to throw at which decoder. */
export interface FuzzPlan {
  readonly seed: number
  readonly inputs: number
  /** Inputs that the decoder accepts; most fuzz inputs are spoilt ones of these. */
  readonly valid: readonly Uint8Array[]
  /** May return anything. It must not keep or change its input. */
  readonly decode: (input: Uint8Array) => unknown
  /** Whether a thrown thing is one of our typed errors. */
  readonly isTyped: (error: unknown) => boolean
}

/** How the inputs ended. `mutations` counts those that came from a valid one. */
export interface FuzzOutcome {
  readonly inputs: number
  readonly mutations: number
  readonly values: number
  readonly errors: number
}

/** One input in this many is noise instead of a spoilt valid one. */
const NOISE_EVERY = 10
const LONGEST_NOISE = 64

/**
 * Feeds a decoder. An input that ends in anything but a value or a typed error stops the run with
 * an error that carries the input in hex. Promises are awaited.
 */
export async function fuzzDecoder(plan: FuzzPlan): Promise<FuzzOutcome> {
  const rng = seededRandom(plan.seed)
  // Most inputs end in an error, and writing down its stack costs more than the decoding.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return await feed(plan, rng)
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

async function feed(plan: FuzzPlan, rng: SeededRandom): Promise<FuzzOutcome> {
  let mutations = 0
  let values = 0
  let errors = 0
  for (let turn = 0; turn < plan.inputs; turn++) {
    const noise = turn % NOISE_EVERY === 0
    const origin = plan.valid[rng.int(plan.valid.length)] ?? new Uint8Array()
    const input = noise ? rng.bytes(rng.int(LONGEST_NOISE)) : mutate(origin, rng)
    if (!noise) mutations++
    try {
      const result = plan.decode(input)
      if (result instanceof Promise) await result
      values++
    } catch (error) {
      if (!plan.isTyped(error)) {
        throw new Error(`input ${hex(input)} ended in ${String(error)}`, { cause: error })
      }
      errors++
    }
  }
  return { inputs: plan.inputs, mutations, values, errors }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
