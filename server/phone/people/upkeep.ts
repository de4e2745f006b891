import { generateKeyPair, type RandomBytes } from '../../../web/crypto/x25519.ts'
import { SERVICE } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import { signCompanion } from '../device/companionIdentity.ts'
import { DeviceError } from '../device/deviceError.ts'
import { type DeviceState, makeDevice } from '../device/deviceState.ts'
import type { DeviceLine } from '../deviceLine.ts'
import type { PhoneLine } from '../line.ts'
import { drawPortrait } from '../picture/portrait.ts'
import { makeKeyIndexList } from '../signing.ts'
import type { ContactState } from './peopleState.ts'

/** What a contact's account is kept with at the service. */
export interface UpkeepParts {
  readonly line: PhoneLine
  readonly devices: DeviceLine
  readonly randomBytes: RandomBytes
  readonly now: () => number
}

/** Opens a contact's account, or tells the service its new name or identity. */
export async function registerContact(parts: UpkeepParts, contact: ContactState): Promise<void> {
  await parts.line.register({
    number: contact.number,
    lid: contact.lid,
    platform: 'android',
    name: contact.name,
    picture: new Uint8Array(0),
    identityKey: contact.identity.publicKey,
  })
}

/** A new companion of a contact, signed by the account; the service hears of it in `announce`. */
export async function newCompanion(
  { randomBytes, now }: UpkeepParts,
  contact: ContactState,
): Promise<DeviceState> {
  const keyIndex = ++contact.lastKeyIndex
  const device = Math.max(...contact.devices.map((state) => state.device)) + 1
  const state = await makeDevice(randomBytes, device, undefined, (keys) => ({
    keyIndex,
    signedIdentity: signCompanion(
      contact.identity,
      keys.identity,
      { rawId: contact.rawId, keyIndex, timestampSec: Math.floor(now() / 1000) },
      () => randomBytes(64),
    ),
  }))
  contact.devices.push(state)
  return state
}

/** Tells the service of a companion. */
export async function announce(
  parts: UpkeepParts,
  contact: ContactState,
  { device, keyIndex, keys, signedIdentity = new Uint8Array(0) }: DeviceState,
): Promise<void> {
  const { registrationId, identity } = keys
  const announced = {
    device,
    keyIndex,
    identityKey: identity.publicKey,
    registrationId,
    signedIdentity,
  }
  await parts.devices.announce(contact.number, announced, keyIndexList(parts, contact))
}

/** Takes the last companion away. @throws DeviceError when there is none */
export async function withdrawLast(parts: UpkeepParts, contact: ContactState): Promise<number> {
  const last = contact.devices.at(-1)
  if (last === undefined || last.device === 0) {
    throw new DeviceError('unknown', 'this person has no companion')
  }
  contact.devices.pop()
  await parts.devices.withdraw(contact.number, last.device, keyIndexList(parts, contact))
  return last.device
}

/** The same person on a phone set up anew: another identity, no companions, all sessions lost. */
export async function setUpAnew(parts: UpkeepParts, contact: ContactState): Promise<void> {
  contact.identity = await generateKeyPair(parts.randomBytes)
  contact.rawId = 1 + (contact.rawId % 0x7fffffff)
  const [first] = contact.devices
  const fresh = await makeDevice(parts.randomBytes, 0, contact.identity)
  // What was read stays: it is the same person.
  fresh.heard.push(...(first?.heard ?? []))
  contact.devices.splice(0, contact.devices.length, fresh)
  await registerContact(parts, contact)
}

function keyIndexList({ randomBytes, now }: UpkeepParts, contact: ContactState): Uint8Array {
  const signer = { identity: contact.identity, random64: () => randomBytes(64) }
  return makeKeyIndexList(signer, {
    rawId: contact.rawId,
    timestampSec: Math.floor(now() / 1000),
    currentIndex: contact.lastKeyIndex,
    companionIndexes: contact.devices.slice(1).map(({ keyIndex }) => keyIndex),
  })
}

/** The `set` requests of a profile. */
export function aboutRequest(id: string, text: string): WireNode {
  return node('iq', { id, to: SERVICE, type: 'set', xmlns: 'status' }, [node('status', {}, text)])
}

export function pictureRequest(id: string, seed: number): WireNode {
  const picture = node('picture', { type: 'image' }, drawPortrait(seed))
  return node('iq', { id, to: SERVICE, type: 'set', xmlns: 'w:profile:picture' }, [picture])
}
