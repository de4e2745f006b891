import { agree, generateKeyPair, type KeyPair } from '../../../web/crypto/x25519.ts'
import {
  pairCodeSecret,
  sealKeyBundle,
  unwrapPublicKey,
  wrapPublicKey,
} from '../../../web/formats/pairCode.ts'
import { bytesOf, child, node, textOf, type WireNode } from '../../../web/wire/node/node.ts'
import type { RandomBytes } from '../world.ts'
import type { RawClient } from './rawClient.ts'
import type { RawDevice } from './rawDevice.ts'

const REG = 'link_code_companion_reg'
let ids = 0

/** A made-up companion's request to link by code. */
export interface RawLinkCode {
  readonly code: string
  readonly number: string
  readonly ephemeral: KeyPair
  readonly hello: WireNode
}

/** Row 1 of 03 section 5, without fault; a test spoils what it wants. */
export async function makeHello(
  device: RawDevice,
  number: string,
  randomBytes: RandomBytes,
  code = 'YFPB7RMP',
): Promise<RawLinkCode> {
  const ephemeral = await generateKeyPair(randomBytes)
  const wrapped = await wrapPublicKey(ephemeral.publicKey, code, randomBytes)
  const attrs = { jid: `${number}@s.whatsapp.net`, stage: 'companion_hello' }
  const reg = node(REG, { ...attrs, should_show_push_notification: 'true' }, [
    node('link_code_pairing_wrapped_companion_ephemeral_pub', {}, wrapped),
    node('companion_server_auth_key_pub', {}, device.noise.publicKey),
    node('companion_platform_id', {}, '1'),
    node('companion_platform_display', {}, 'Chrome (Linux)'),
    node('link_code_pairing_nonce', {}, Uint8Array.of(0)),
  ])
  return { code, number, ephemeral, hello: setRequest(reg) }
}

/** A request with this one child. */
export function setRequest(reg: WireNode, type = 'set'): WireNode {
  return node('iq', { id: `k${++ids}`, to: 's.whatsapp.net', type, xmlns: 'md' }, [reg])
}

/** Sends a request and gives its answer. */
export function ask(client: RawClient, iq: WireNode): Promise<WireNode> {
  client.send(iq)
  return client.next((stanza) => stanza.attrs['id'] === iq.attrs['id'])
}

/** Sends the hello and gives the ref. */
export async function getRef(client: RawClient, { hello }: RawLinkCode): Promise<string> {
  const answer = await ask(client, hello)
  const reg = child(answer, REG)
  return textOf(child(reg ?? answer, 'link_code_pairing_ref') ?? answer)
}

/** Acks the next primary_hello and gives its inner node. */
export async function takePrimaryHello(client: RawClient): Promise<WireNode> {
  const news = await client.next((stanza) => stanza.attrs['type'] === REG)
  const { id = '', from = '', type = '' } = news.attrs
  client.send(node('ack', { class: 'notification', id, to: from, type }))
  return child(news, REG) ?? news
}

/** Row 7 for a primary_hello, and the secret that comes of it. */
export async function makeFinish(
  device: RawDevice,
  request: RawLinkCode,
  primaryHello: WireNode,
  randomBytes: RandomBytes,
): Promise<{ readonly finish: WireNode; readonly advSecret: Uint8Array }> {
  const part = (tag: string) => child(primaryHello, tag) ?? node(tag)
  const hidden = bytesOf(part('link_code_pairing_wrapped_primary_ephemeral_pub'))
  const accountIdentity = bytesOf(part('primary_identity_pub'))
  const primary = await unwrapPublicKey(hidden, request.code)
  const sharedEphemeral = await agree(request.ephemeral.privateKey, primary)
  const random = randomBytes(32)
  const companionIdentity = device.identity.publicKey
  const keys = { sharedEphemeral, companionIdentity, accountIdentity }
  const bundle = sealKeyBundle(keys, random, randomBytes)
  const { privateKey } = device.identity
  const advSecret = await pairCodeSecret(sharedEphemeral, privateKey, accountIdentity, random)
  const attrs = { jid: `${request.number}@s.whatsapp.net`, stage: 'companion_finish' }
  const reg = node(REG, attrs, [
    node('link_code_pairing_wrapped_key_bundle', {}, bundle),
    node('companion_identity_public', {}, companionIdentity),
    node('link_code_pairing_ref', {}, bytesOf(part('link_code_pairing_ref'))),
  ])
  return { finish: setRequest(reg), advSecret }
}
