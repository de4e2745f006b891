import { generateKeyPair } from '../../../web/crypto/x25519.ts'
import type { ServiceKeys } from '../noise/certificates.ts'
import type { StateKeeper, World } from '../world.ts'
import type { Account, Token } from './accounts.ts'
import { fromPlain, toPlain } from './plain.ts'

const FORMAT = 1

/** Everything of the service that survives a restart. */
export interface ServiceState {
  readonly keys: ServiceKeys
  readonly accounts: Map<string, Account>
  readonly tokens: Map<string, Token>
  /** Routing tokens in hex, and whether each is still good. */
  readonly routes: Map<string, boolean>
  /** Resolves when the state as it is now would survive a crash. Calls in between share one save. */
  save(): Promise<void>
}

/** The kept state cannot be used: it was written by another version, or damaged. */
export class StateError extends Error {
  override readonly name = 'StateError'
  readonly code = 'unusable-state'
}

interface Kept {
  readonly format: typeof FORMAT
  readonly keys: ServiceKeys
  readonly accounts: Map<string, Account>
  readonly tokens: Map<string, Token>
  readonly routes: Map<string, boolean>
}

/** The kept state, or a new one with new keys at the first start. @throws StateError */
export async function openState(world: World): Promise<ServiceState> {
  const plain = await world.keeper.load()
  const kept = plain === undefined ? await firstState(world) : readKept(plain)
  const save = sharedSaves(world.keeper, () => toPlain(kept))
  if (plain === undefined) await save()
  const { keys, accounts, tokens, routes } = kept
  return { keys, accounts, tokens, routes, save }
}

async function firstState(world: World): Promise<Kept> {
  return {
    format: FORMAT,
    keys: {
      root: await generateKeyPair(world.randomBytes),
      intermediate: await generateKeyPair(world.randomBytes),
      noise: await generateKeyPair(world.randomBytes),
    },
    accounts: new Map(),
    tokens: new Map(),
    routes: new Map(),
  }
}

function readKept(plain: unknown): Kept {
  let kept: unknown
  try {
    kept = fromPlain(plain)
  } catch (cause) {
    throw new StateError(`The kept state is damaged (${String(cause)}): start once with --fresh.`)
  }
  if (!isKept(kept))
    throw new StateError('The kept state is of another version: start once with --fresh.')
  return completed(kept)
}

/** A state of an earlier build knows neither routing tokens nor dirty domains. */
function completed(kept: Kept): Kept {
  for (const { companions } of kept.accounts.values()) {
    for (const [device, companion] of companions) {
      companions.set(device, { ...companion, dirty: companion.dirty ?? new Map() })
    }
  }
  return { ...kept, routes: kept.routes ?? new Map() }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false
  const { format, keys, accounts, tokens } = value as Partial<Kept>
  return (
    format === FORMAT &&
    keys?.root.publicKey instanceof Uint8Array &&
    keys.intermediate.publicKey instanceof Uint8Array &&
    keys.noise.publicKey instanceof Uint8Array &&
    accounts instanceof Map &&
    tokens instanceof Map
  )
}

/** One save at a time; all calls made while one runs are served by the next. */
function sharedSaves(keeper: StateKeeper, snapshot: () => unknown): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  const begin = (): Promise<void> => {
    next = undefined
    running = keeper.save(snapshot())
    return running
  }
  return () => {
    // A save that failed was its own callers' news; the next one is tried all the same.
    next ??= running.then(begin, begin)
    return next
  }
}
