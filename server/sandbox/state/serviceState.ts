import { generateKeyPair } from '../../../web/crypto/x25519.ts'
import type { ServiceKeys } from '../noise/certificates.ts'
import { type BlobShelf, memoryShelf, type StateKeeper, type World } from '../world.ts'
import type { Account, Token } from './accounts.ts'
import type { Group } from './groups.ts'
import { newAccountParts, newDeviceParts } from './newAccount.ts'
import { fromPlain, toPlain } from './plain.ts'

const FORMAT = 1

/** Everything of the service that survives a restart. */
export interface ServiceState {
  readonly keys: ServiceKeys
  readonly accounts: Map<string, Account>
  readonly tokens: Map<string, Token>
  /** Routing tokens in hex, and whether each is still good. */
  readonly routes: Map<string, boolean>
  /** Groups by address. */
  readonly groups: Map<string, Group>
  /** Tokens of encrypted blobs by direct path, and where the blobs lie. */
  readonly blobs: Map<string, string>
  readonly shelf: BlobShelf
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
  readonly groups: Map<string, Group>
  readonly blobs: Map<string, string>
}

/** The kept state, or a new one with new keys at the first start. @throws StateError */
export async function openState(world: World): Promise<ServiceState> {
  const plain = await world.keeper.load()
  const kept = plain === undefined ? await firstState(world) : readKept(plain)
  const save = sharedSaves(world.keeper, () => toPlain(kept))
  if (plain === undefined) await save()
  const { keys, accounts, tokens, routes, groups, blobs } = kept
  const shelf = world.keeper.shelf ?? memoryShelf()
  return { keys, accounts, tokens, routes, groups, blobs, shelf, save }
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
    groups: new Map(),
    blobs: new Map(),
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

/** A state of an earlier build lacks what was added since. */
function completed(kept: Kept): Kept {
  for (const [number, account] of kept.accounts) {
    for (const [device, companion] of account.companions) {
      const { published = true } = companion as Partial<typeof companion>
      account.companions.set(device, { ...newDeviceParts(), ...companion, published })
    }
    kept.accounts.set(number, { ...newAccountParts(), ...account })
  }
  return {
    ...kept,
    routes: kept.routes ?? new Map(),
    groups: kept.groups ?? new Map(),
    // Earlier builds kept the blobs themselves: their phones put them up again when asked.
    blobs: new Map([...(kept.blobs ?? [])].filter(([, token]) => typeof token === 'string')),
  }
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
