import { node, type WireNode } from '../../../web/wire/node/node.ts'
import { addPreKeys, type DeviceKeys, fourBytes, preKeyNode, signedPreKeyNode } from './keys.ts'
import type { RandomBytes } from '../../../web/crypto/x25519.ts'

type Attrs = Readonly<Record<string, string>>

/** `value` under `name` if there is one. */
export const given = (name: string, value: string | undefined): Attrs =>
  value === undefined ? {} : { [name]: value }

/** The ack of a notification, a receipt, a call, or of a message that wants one (05 section 6). */
export function ackOf(stanza: WireNode): WireNode {
  const { id = '', from = '', participant, recipient, type } = stanza.attrs
  return node('ack', {
    class: stanza.tag,
    id,
    to: from,
    ...given('participant', participant),
    ...given('recipient', recipient),
    ...given('type', type),
  })
}

/** A receipt for one or more messages; the first id is in the attribute. */
export function receipt(ids: readonly string[], attrs: Attrs): WireNode {
  const [id = '', ...others] = ids
  const items = others.map((other) => node('item', { id: other }))
  return node('receipt', { id, ...attrs }, items.length === 0 ? [] : [node('list', {}, items)])
}

/** Where a receipt for an incoming message goes. */
export function addressed(message: WireNode): Attrs {
  const { from = '', participant } = message.attrs
  return { to: from, ...given('participant', participant) }
}

/** Asks the sender for a message again (05 section 7). */
export async function retryReceipt(
  message: WireNode,
  retry: {
    readonly count: number
    readonly error: number
    readonly withKeys: boolean
    readonly keys: DeviceKeys
    readonly signedIdentity: Uint8Array | undefined
    readonly randomBytes: RandomBytes
  },
): Promise<WireNode> {
  const { id = '', t = '0', recipient, category } = message.attrs
  const { count, error, keys, signedIdentity } = retry
  const about = {
    count: String(count),
    id,
    t,
    v: '1',
    ...(error === 0 ? {} : { error: String(error) }),
  }
  const content = [node('retry', about), node('registration', {}, fourBytes(keys.registrationId))]
  if (retry.withKeys) {
    const [oneTime] = await addPreKeys(keys, retry.randomBytes, 1)
    content.push(
      node('keys', {}, [
        node('type', {}, Uint8Array.of(5)),
        node('identity', {}, keys.identity.publicKey),
        ...(oneTime ? [preKeyNode(oneTime.id, oneTime.pair.publicKey)] : []),
        signedPreKeyNode(keys),
        ...(signedIdentity ? [node('device-identity', {}, signedIdentity)] : []),
      ]),
    )
  }
  const attrs = {
    id,
    type: 'retry',
    ...addressed(message),
    ...given('recipient', recipient),
    ...given('category', category),
  }
  return node('receipt', attrs, content)
}
