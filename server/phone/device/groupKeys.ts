import { generateKeyPair } from '../../../web/crypto/x25519.ts'
import {
  createSenderKey,
  decryptGroup,
  distributionMessage,
  encryptGroup,
  takeDistribution,
} from '../../../web/signal/senderKeys.ts'
import type { Jid } from '../../../web/wire/jid.ts'
import { encodeProto } from '../../../web/wire/proto/codec.ts'
import { MessageSchema } from '../../../web/wire/proto/gen/message_pb.ts'
import { groupKeyName, sessionAddress } from './addresses.ts'
import type { DeviceCore } from './core.ts'
import type { OwnGroupKey } from './deviceState.ts'
import type { Sealed } from './messageNode.ts'
import { pad } from './padding.ts'

/** The own key in a group; a new one when there is none. Call inside `inCrypto`. */
export async function ownGroupKey(core: DeviceCore, group: Jid): Promise<OwnGroupKey> {
  const known = core.state.ownGroupKeys.get(group)
  if (known !== undefined) return known
  const state = await createSenderKey(core.randomBytes, () => generateKeyPair(core.randomBytes))
  const made = { state, holders: [] }
  core.state.ownGroupKeys.set(group, made)
  return made
}

/** The encoded Message that hands the key out as it is now. */
export function keyForMembers(group: Jid, { state }: OwnGroupKey): Uint8Array {
  return encodeProto(MessageSchema, {
    senderKeyDistributionMessage: {
      groupId: group,
      axolotlSenderKeyDistributionMessage: distributionMessage(state),
    },
  })
}

/** Encrypts once for a whole group. Call inside `inCrypto`. */
export function sealForGroup(core: DeviceCore, key: OwnGroupKey, message: Uint8Array): Sealed {
  const padded = pad(message, core.randomBytes(1)[0] ?? 0)
  const { next, bytes } = encryptGroup(key.state, padded, core.randomBytes(64))
  key.state = next
  return { type: 'skmsg', bytes }
}

/** Takes a member's key. @throws SignalError */
export function takeGroupKey(core: DeviceCore, group: string, sender: Jid, key: Uint8Array): void {
  const name = groupKeyName(group, sessionAddress(core.state, sender))
  core.state.groupKeys.set(name, takeDistribution(core.state.groupKeys.get(name), key))
}

/** Decrypts a group message; nothing changes when it fails. @throws SignalError */
export function openFromGroup(
  core: DeviceCore,
  group: Jid,
  sender: Jid,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  return core.inCrypto(async () => {
    const name = groupKeyName(group, sessionAddress(core.state, sender))
    const { next, plaintext } = await decryptGroup(core.state.groupKeys.get(name), bytes)
    core.state.groupKeys.set(name, next)
    return plaintext
  })
}
