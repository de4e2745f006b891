import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { fromHex } from '../../crypto/bytes.ts'
import { mutate, type SeededRandom, seededRandom } from '../../fuzz/seeded.ts'
import { decodeNode } from './decode.ts'
import { encodeNode } from './encode.ts'
import { children, type WireNode } from './node.ts'
import { NodeError } from './nodeError.ts'
import { decodeStanza } from './stanza.ts'
import binaryNodes from './vectors/binary-nodes.json' with { type: 'json' }

const INPUTS = 100_000
/** Each of these is inflated, or its reader waits; behind that the same decoder reads. */
const SLOW_INPUTS = 20_000

/** Every ninth input is noise; the others are spoiled stanzas. */
const SHARE_OF_NOISE = 9

/** Stanzas that other clients wrote and that hold other nodes, up to a few kilobytes. */
const seeds = binaryNodes.nodes
  .map((vector) => ('encoded' in vector ? fromHex(vector.encoded as string) : new Uint8Array(0)))
  .filter((frame) => frame.length > 12 && frame.length < 6000)
  .filter((frame) => children(decodeNode(frame)).length > 0)

/** What one input led to. */
interface Outcome {
  readonly node?: WireNode
  readonly error?: unknown
}

function input(random: SeededRandom, round: number, from: readonly Uint8Array[]): Uint8Array {
  if (round % SHARE_OF_NOISE === 0) return random.bytes(random.int(64))
  return mutate(from[random.int(from.length)] ?? new Uint8Array(0), random)
}

/**
 * Whether the outermost node's tag and attributes were read and reading went on behind them: it
 * ended well, failed inside a child, or failed on bytes behind the whole tree.
 */
function passedFirstNode({ node, error }: Outcome): boolean {
  if (node !== undefined) return true
  return error instanceof NodeError && (error.depth > 0 || error.code === 'leftover-bytes')
}

function mustBeTyped({ error }: Outcome): void {
  if (error !== undefined && !(error instanceof NodeError)) throw error
}

/** What was read can be written again unless it holds an address that only a reader takes. */
function mustBeWritable({ node }: Outcome): void {
  if (node === undefined) return
  try {
    expect(decodeNode(encodeNode(node))).toEqual(node)
  } catch (error) {
    if (!(error instanceof NodeError && error.code === 'bad-jid')) throw error
  }
}

test('100,000 plain inputs end in a node or a NodeError', () => {
  const random = seededRandom(2)
  let passed = 0
  let read = 0
  for (let round = 0; round < INPUTS; round++) {
    const outcome = attempt(input(random, round, seeds))
    mustBeTyped(outcome)
    if (passedFirstNode(outcome)) passed++
    if (outcome.node !== undefined) read++
    if (round % 20 === 0) mustBeWritable(outcome)
  }
  expect(passed).toBeGreaterThanOrEqual(INPUTS / 2)
  expect(read).toBeGreaterThan(INPUTS / 20)
  expect(read).toBeLessThan(INPUTS * 0.9)
}, 60_000)

function attempt(frame: Uint8Array): Outcome {
  try {
    return { node: decodeNode(frame) }
  } catch (error) {
    return { error }
  }
}

test('20,000 inputs to the asynchronous reader, some compressed, end the same way', async () => {
  const random = seededRandom(3)
  let passed = 0
  let inflated = 0
  for (let round = 0; round < SLOW_INPUTS; round++) {
    const frame = round % 20 === 1 ? compressedInput(random, round) : input(random, round, seeds)
    const outcome: Outcome = await decodeStanza(frame).then(
      (node) => ({ node }),
      (error: unknown) => ({ error }),
    )
    mustBeTyped(outcome)
    if (passedFirstNode(outcome)) passed++
    if (frame.length > 1 && ((frame[0] ?? 0) & 2) !== 0) inflated++
  }
  expect(passed).toBeGreaterThanOrEqual(SLOW_INPUTS / 2)
  expect(inflated).toBeGreaterThan(SLOW_INPUTS / 25)
}, 120_000)

/** A spoiled compressed stanza, or a spoiled stanza compressed soundly. */
function compressedInput(random: SeededRandom, round: number): Uint8Array {
  const seed = seeds[random.int(seeds.length)] ?? new Uint8Array(0)
  if (round % 40 === 1)
    return mutate(Uint8Array.from([2, ...deflateSync(seed.subarray(1))]), random)
  return Uint8Array.from([2, ...deflateSync(mutate(seed.subarray(1), random))])
}
