import { equalBytes } from '../../../web/crypto/bytes.ts'
import { baseKeyOf, remoteRegistrationId } from '../../../web/signal/session.ts'
import { bareJid, isJid, jidParts, type Jid } from '../../../web/wire/jid.ts'
import { bytesOf, child, type WireNode } from '../../../web/wire/node/node.ts'
import { encodeProto } from '../../../web/wire/proto/codec.ts'
import { MessageSchema } from '../../../web/wire/proto/gen/message_pb.ts'
import { sessionAddress } from './addresses.ts'
import { readKeys } from './bundles.ts'
import { type DeviceCore, isOwn, ownJid } from './core.ts'
import { distributionMessage } from '../../../web/signal/senderKeys.ts'
import { ownGroupKey } from './groupKeys.ts'
import { numberOf } from './keys.ts'
import { devicesOf, dropList } from './lookups.ts'
import { type Content, kindOf } from './messageKind.ts'
import { resentMessage } from './messageNode.ts'
import { identityToShow, sentMessage } from './outgoing.ts'
import { forgetUser, seal, useBundle, withSessions } from './pairwise.ts'
import { given } from './receiptNodes.ts'

const MOST_ANSWERS = 5

/**
 * Sends a message once more to the one device that could not read it (05 section 7). Runs outside
 * the queue of arriving stanzas, since it may have to ask for keys.
 */
export async function answerRetry(core: DeviceCore, receipt: WireNode): Promise<void> {
  const { from = '', participant, recipient, id = '' } = receipt.attrs
  const device = participant ?? from
  const retry = child(receipt, 'retry')
  const out = sentMessage(core, retry?.attrs['id'] ?? id)
  if (retry === undefined || out === undefined || !isJid(device)) return
  const count = Number(retry.attrs['count'] ?? '1')
  if (count > MOST_ANSWERS || !(await mayRead(core, device, receipt))) return
  await mendSession(core, device, receipt, { id, count })
  const [ready] = await withSessions(core, [device])
  if (ready === undefined) return

  const isGroup = jidParts(out.to).server === 'g.us'
  const kind = kindOf(out.content)
  const sealed = await core.inCrypto(async () => {
    const content = await contentFor(core, out.to, device, out.content, isGroup)
    return seal(core, device, encodeProto(MessageSchema, content))
  })
  await core.save()
  const attrs = isGroup
    ? { participant: device, ...given('addressing_mode', core.groups.get(out.to)?.addressing) }
    : { device_fanout: 'false', ...given('recipient', recipient) }
  const parts = { id: out.id, to: isGroup ? out.to : device, kind }
  const identity = identityToShow(core, [sealed])
  await core.transmit(resentMessage({ ...parts, identity }, { sealed, count, attrs }))
}

/** Only a device of the chat may ask; an unknown one makes us look at the list again. */
async function mayRead(core: DeviceCore, device: Jid, receipt: WireNode): Promise<boolean> {
  const user = bareJid(device)
  if ((await devicesOf(core, [user])).includes(device)) return true
  dropList(core, user)
  const listed = (await devicesOf(core, [user])).includes(device)
  return listed || child(receipt, 'keys') !== undefined
}

async function mendSession(
  core: DeviceCore,
  device: Jid,
  receipt: WireNode,
  { id, count }: { readonly id: string; readonly count: number },
): Promise<void> {
  const { state } = core
  const registration = child(receipt, 'registration')
  const registered = registration === undefined ? new Uint8Array(0) : bytesOf(registration)
  const keys = child(receipt, 'keys')
  if (keys !== undefined) {
    const bundle = readKeys(keys, registered)
    const signed = child(keys, 'device-identity')
    if (bundle) await useBundle(core, device, bundle, signed && bytesOf(signed).slice())
    return
  }
  const address = sessionAddress(state, device)
  const record = state.sessions.get(address)
  const remote = remoteRegistrationId(record)
  const baseKey = baseKeyOf(record)
  const name = `${address} ${id}`
  const before = state.retriedOn.get(name)
  const isStuck = count > 2 && before && baseKey && equalBytes(before, baseKey)
  if (
    (remote !== undefined && registered.length === 4 && remote !== numberOf(registered)) ||
    isStuck
  ) {
    forgetUser(core, device, 'device')
  }
  if (count === 2 && baseKey !== undefined) state.retriedOn.set(name, baseKey)
  if (count >= 2) forgetUser(core, device, 'device')
}

/** In a group the key goes along; an own device in a direct chat learns whom it was for. */
async function contentFor(
  core: DeviceCore,
  to: Jid,
  device: Jid,
  content: Content,
  isGroup: boolean,
): Promise<Content> {
  if (isGroup) {
    const key = await ownGroupKey(core, to)
    return {
      ...content,
      senderKeyDistributionMessage: {
        groupId: to,
        axolotlSenderKeyDistributionMessage: distributionMessage(key.state),
      },
    }
  }
  if (!isOwn(core, device) || ownJid(core, 'lid') === device) return content
  return { deviceSentMessage: { destinationJid: to, message: content } }
}
