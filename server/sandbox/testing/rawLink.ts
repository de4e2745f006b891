import { concatBytes } from '../../../web/crypto/bytes.ts'
import { xeddsaSign } from '../../../web/crypto/xeddsa.ts'
import { child, children, node, textOf, type WireNode } from '../../../web/wire/node/node.ts'
import type { SandboxService } from '../service.ts'
import type { Strictness } from '../strict/ledger.ts'
import type { RandomBytes } from '../world.ts'
import { openRaw, type RawClient } from './rawClient.ts'
import {
  encodePayload,
  type RawDevice,
  rightLogin,
  rightRegistration,
  signPairSuccess,
} from './rawDevice.ts'
import type { RawPhone } from './rawPhone.ts'

/** A registered client that has answered pair-device, and the codes it got. */
export async function showCodes(
  service: SandboxService,
  device: RawDevice,
  randomBytes: RandomBytes,
): Promise<{ client: RawClient; refs: string[] }> {
  const payload = encodePayload(rightRegistration(device, randomBytes))
  const client = await openRaw(service, { noise: device.noise, payload, randomBytes })
  const stanza = await client.next('iq')
  client.send(node('iq', { to: 's.whatsapp.net', type: 'result', id: stanza.attrs['id'] ?? '' }))
  return { client, refs: children(child(stanza, 'pair-device') ?? stanza).map(textOf) }
}

/** Links a device to a phone's account, from the first byte to the phone's answer. */
export async function linkDevice(
  service: SandboxService,
  phone: RawPhone,
  device: RawDevice,
  randomBytes: RandomBytes,
  keyIndex = 1,
): Promise<{ client: RawClient; success: WireNode; answer: WireNode }> {
  const { client, refs } = await showCodes(service, device, randomBytes)
  const answer = phone.request(phone.upload(device, refs[0] ?? '', { keyIndex }))
  const success = await client.next((stanza) => child(stanza, 'pair-success') !== undefined)
  client.send(signPairSuccess(device, success, randomBytes, { keyIndex: String(keyIndex) }))
  return { client, success, answer: await answer }
}

/** Opens a connection with a login payload. */
export function logIn(
  service: SandboxService,
  phone: RawPhone,
  device: RawDevice,
  randomBytes: RandomBytes,
  options: { readonly number?: number; readonly lc?: number; readonly mode?: Strictness } = {},
): Promise<RawClient> {
  const payload = encodePayload(rightLogin(phone.number, options.number ?? 1, options.lc ?? 0))
  const mode = options.mode ?? 'strict'
  return openRaw(service, { noise: device.noise, payload, randomBytes, mode })
}

/** Signature over `05` and the device's signed pre-key. */
export function preKeySignature(device: RawDevice, randomBytes: RandomBytes): Uint8Array {
  const covered = concatBytes(Uint8Array.of(5), device.signedPreKey.publicKey)
  return xeddsaSign(device.identity.privateKey, covered, randomBytes(64))
}
