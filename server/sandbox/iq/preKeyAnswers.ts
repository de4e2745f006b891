import { concatBytes } from '../../../web/crypto/bytes.ts'
import { sha1 } from '../../../web/crypto/sha1.ts'
import { isJid } from '../../../web/wire/jid.ts'
import { child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import type { ServiceContext } from '../context.ts'
import type { Account, Companion } from '../state/accounts.ts'
import { findDevice } from '../state/directory.ts'
import { many, one, oneOf, optional, passing } from '../strict/shape.ts'
import { badRequest, refusal, result } from './answers.ts'
import { idBytes } from './keyIds.ts'
import { takePreKey } from './lowPreKeys.ts'
import type { IqRule } from './rule.ts'

const CURVE25519 = Uint8Array.of(5)

/** `count`: how many one-time keys are left (04 section 2). */
export const countRule: IqRule = {
  name: 'count',
  type: 'get',
  xmlns: 'encrypt',
  asks: 'count',
  children: [one({ tag: 'count' })],
  answer(_, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    return result(iq, node('count', { value: String(connection.stage.companion.preKeys.size) }))
  },
}

/** `digest`: what the service holds of this device, in short (04 section 2). */
export const digestRule: IqRule = {
  name: 'digest',
  type: 'get',
  xmlns: 'encrypt',
  asks: 'digest',
  children: [one({ tag: 'digest' })],
  answer(_, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { companion } = connection.stage
    if (companion.preKeys.size === 0) return refusal(iq, 404, 'item-not-found')
    const { identityKey, signedPreKey, preKeys } = companion
    const hash = sha1(
      concatBytes(identityKey, signedPreKey.publicKey, signedPreKey.signature, ...preKeys.values()),
    )
    const ids = Array.from(preKeys.keys(), (id) => node('id', {}, idBytes(id)))
    const digest = [...ownKeys(companion), node('list', {}, ids), node('hash', {}, hash)]
    return result(iq, node('digest', {}, digest))
  },
}

/** `key`: bundles of devices; each answer takes one one-time key out of the pool (04 section 3). */
export const keyRule: IqRule = {
  name: 'key',
  type: 'get',
  xmlns: 'encrypt',
  asks: 'key',
  children: [
    one({
      tag: 'key',
      children: [
        many(
          { tag: 'user', attrs: { jid: passing(isJid), reason: optional(oneOf('identity')) } },
          1,
          1000,
        ),
      ],
    }),
  ],
  async answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { account } = connection.stage
    const asked = child(iq, 'key')
    const users = asked === undefined ? [] : children(asked)
    const bundles: WireNode[] = []
    for (const user of users)
      bundles.push(await bundleOf(context, account, user.attrs['jid'] ?? ''))
    await context.state.save()
    return result(iq, node('list', {}, bundles))
  },
}

async function bundleOf(context: ServiceContext, asker: Account, jid: string): Promise<WireNode> {
  const owned = findDevice(context, jid)
  if (owned === undefined || !owned.device.published) {
    const error = node('error', { code: '406', text: 'not-acceptable' })
    return node('user', { jid }, [error])
  }
  const { device: companion } = owned
  owned.account.knownBy.set(asker.number, true)
  const oneTime = await takePreKey(context, companion)
  const key =
    oneTime === undefined
      ? []
      : [node('key', {}, [node('id', {}, idBytes(oneTime[0])), node('value', {}, oneTime[1])])]
  const { signedIdentity } = companion
  const identity = signedIdentity.length > 0 ? [node('device-identity', {}, signedIdentity)] : []
  return node('user', { jid }, [...ownKeys(companion), ...key, ...identity])
}

function ownKeys(companion: Companion): WireNode[] {
  const { signedPreKey } = companion
  return [
    node('registration', {}, companion.registrationId),
    node('type', {}, CURVE25519),
    node('identity', {}, companion.identityKey),
    node('skey', {}, [
      node('id', {}, signedPreKey.id),
      node('value', {}, signedPreKey.publicKey),
      node('signature', {}, signedPreKey.signature),
    ]),
  ]
}
