import { equalBytes } from '../../../web/crypto/bytes.ts'
import { generateKeyPair, type KeyPair } from '../../../web/crypto/x25519.ts'
import type { PreKeyBundle } from '../../../web/signal/records.ts'
import { decryptMessage, encryptMessage, startSession } from '../../../web/signal/session.ts'
import { bareJid, jidParts, type Jid } from '../../../web/wire/jid.ts'
import { sessionAddress } from './addresses.ts'
import { type BundleAnswer, bundleRequest, isTrusted, readBundles } from './bundles.ts'
import type { DeviceCore } from './core.ts'
import type { DeviceKeys } from './keys.ts'
import type { SealedFor } from './messageNode.ts'
import { pad } from './padding.ts'

/** A key set as the ratchet wants it. */
const localOf = ({ identity, registrationId }: DeviceKeys) => ({ ...identity, registrationId })

/**
 * Sees to a session with each device, and says with which there is one now. Devices that the service
 * refuses, or whose keys cannot be believed, are left out.
 */
export async function withSessions(core: DeviceCore, devices: readonly Jid[]): Promise<Jid[]> {
  const { state } = core
  const has = (jid: Jid): boolean =>
    state.sessions.get(sessionAddress(state, jid))?.current !== undefined
  const missing = devices.filter((jid) => !has(jid))
  if (missing.length > 0) {
    const answer = await core.request((id) => bundleRequest(id, missing))
    for (const one of readBundles(answer)) await takeBundle(core, one)
  }
  return devices.filter(has)
}

async function takeBundle(core: DeviceCore, answer: BundleAnswer): Promise<void> {
  if ('error' in answer) return
  const { jid, bundle, signedIdentity } = answer
  await useBundle(core, jid, bundle, signedIdentity)
}

/** Starts a session from a bundle. False when the bundle cannot be believed. */
export async function useBundle(
  core: DeviceCore,
  jid: Jid,
  bundle: PreKeyBundle,
  signedIdentity: Uint8Array | undefined,
): Promise<boolean> {
  const { state, tricks } = core
  const accountKey = state.identities.get(sessionAddress(state, bareJid(jid)))
  if (!(await isTrusted(jid, bundle.identityKey, signedIdentity, accountKey))) return false
  const used = tricks.strike('no-one-time-key') ? { ...bundle, preKey: undefined } : bundle
  return core.inCrypto(async () => {
    const address = sessionAddress(state, jid)
    const next = await startSession(state.sessions.get(address), used, localOf(state.keys), () =>
      generateKeyPair(core.randomBytes),
    )
    state.sessions.set(address, next)
    state.identities.set(address, bundle.identityKey)
    return true
  })
}

/** Encrypts for devices that have a session. Call inside `inCrypto`. */
export function seal(core: DeviceCore, jid: Jid, message: Uint8Array): SealedFor {
  const { state } = core
  const address = sessionAddress(state, jid)
  const local = localOf(state.keys)
  const padded = pad(message, core.randomBytes(1)[0] ?? 0)
  const { next, type, bytes } = encryptMessage(state.sessions.get(address), padded, local)
  state.sessions.set(address, next)
  return { jid, type, bytes }
}

/** Steps a chain without sending, as after messages that got lost. Call inside `inCrypto`. */
export function skipAhead(core: DeviceCore, jid: Jid, count: number): void {
  for (let step = 0; step < count; step++) seal(core, jid, new Uint8Array(1))
}

/** A decrypted ciphertext and what was learnt with it. */
export interface Opened {
  readonly plaintext: Uint8Array
  readonly identityChanged: boolean
}

/** Decrypts a message of one device; nothing changes when it fails. @throws SignalError */
export function open(
  core: DeviceCore,
  jid: Jid,
  type: 'pkmsg' | 'msg',
  bytes: Uint8Array,
): Promise<Opened> {
  const { state } = core
  return core.inCrypto(async () => {
    const { keys } = state
    const address = sessionAddress(state, jid)
    const opened = await decryptMessage(state.sessions.get(address), type, bytes, {
      local: localOf(keys),
      preKey: (id) => Promise.resolve(keys.preKeys.get(id)),
      signedPreKey: (id) => Promise.resolve(signedPair(keys, id)),
      newKeyPair: () => generateKeyPair(core.randomBytes),
    })
    state.sessions.set(address, opened.next)
    if (opened.usedPreKeyId !== undefined) keys.preKeys.delete(opened.usedPreKeyId)
    const known = state.identities.get(address)
    const identityChanged =
      !opened.archivedUsed && known !== undefined && !equalBytes(known, opened.identityKey)
    if (!opened.archivedUsed) state.identities.set(address, opened.identityKey)
    return { plaintext: opened.plaintext, identityChanged }
  })
}

function signedPair({ signedPreKey }: DeviceKeys, id: number): KeyPair | undefined {
  return signedPreKey.id === id ? signedPreKey.pair : undefined
}

/** Forgets everything about a user's devices, or about one device. */
export function forgetUser(core: DeviceCore, jid: Jid, what: 'all' | 'sessions' | 'device'): void {
  const { state } = core
  const wanted = sessionAddress(state, jid)
  const isMeant = (address: string): boolean =>
    what === 'device' ? address === wanted : jidParts(address as Jid).user === jidParts(wanted).user
  for (const address of [...state.sessions.keys()].filter(isMeant)) state.sessions.delete(address)
  if (what === 'all') {
    for (const address of [...state.identities.keys()].filter(isMeant)) {
      state.identities.delete(address)
    }
    for (const key of state.groupKeys.keys()) {
      if (isMeant(key.split(' ')[1] ?? '')) state.groupKeys.delete(key)
    }
  }
  for (const own of state.ownGroupKeys.values()) {
    const kept = own.holders.filter((holder) => !isMeant(holder))
    own.holders.splice(0, own.holders.length, ...kept)
  }
}
