import { padMessage } from '../../web/formats/messagePadding.ts'
import { generateKeyPair, type KeyPair } from '../../web/crypto/x25519.ts'
import type { RandomBytes } from '../../web/platform/platform.ts'
import type {
  LocalIdentity,
  PreKeyBundle,
  SenderKeyState,
  SessionRecord,
} from '../../web/signal/records.ts'
import { createSenderKey, distributionMessage, encryptGroup } from '../../web/signal/senderKeys.ts'
import { decryptMessage, encryptMessage, startSession } from '../../web/signal/session.ts'
import type { Jid } from '../../web/wire/jid.ts'
import { node, type WireNode } from '../../web/wire/node/node.ts'
import type { Message } from '../../web/wire/proto/gen/message_pb.ts'
import type { Init } from '../../web/wire/proto/schema.ts'
import { encoded } from './talkRooms.ts'

/** What stands around a message on the wire. */
export interface Wrapping {
  readonly id: string
  readonly atSec: number
  /** Attributes of the stanza, over the usual ones; `undefined` takes one away. */
  readonly attrs?: Readonly<Record<string, string | undefined>>
  /** Attributes of each enc. */
  readonly enc?: Readonly<Record<string, string>>
  readonly children?: readonly WireNode[]
}

/** For tests: a device of somebody, with real keys, that writes to the device under test. */
export interface ScriptedSender {
  readonly jid: Jid
  readonly identity: Uint8Array
  /** A direct message. */
  direct(message: Init<Message>, wrapping: Wrapping): WireNode
  /** A message to a group; `withKey` puts the sender key into the stanza. */
  group(group: Jid, message: Init<Message>, wrapping: Wrapping, withKey: boolean): WireNode
  /** Forgets the session and begins another one. */
  begin(bundle: PreKeyBundle): Promise<void>
  /** Reads what the device under test wrote. */
  read(type: 'pkmsg' | 'msg', bytes: Uint8Array): Promise<void>
}

export async function createScriptedSender(
  jid: Jid,
  bundle: PreKeyBundle,
  randomBytes: RandomBytes,
): Promise<ScriptedSender> {
  const newKeyPair = () => generateKeyPair(randomBytes)
  const pair: KeyPair = await newKeyPair()
  const local: LocalIdentity = { ...pair, registrationId: 77 }
  let session: SessionRecord = await startSession(undefined, bundle, local, newKeyPair)
  let own: SenderKeyState = await createSenderKey(randomBytes, newKeyPair)

  function enc(message: Init<Message>, attrs: Wrapping['enc'] = {}): WireNode {
    const sealed = encryptMessage(session, padMessage(encoded(message), 7), local)
    session = sealed.next
    return node('enc', { v: '2', type: sealed.type, ...attrs }, sealed.bytes)
  }

  function stanza(attrs: Readonly<Record<string, string>>, wrapping: Wrapping, encs: WireNode[]) {
    const all = {
      type: 'text',
      notify: 'Somebody',
      ...attrs,
      id: wrapping.id,
      t: String(wrapping.atSec),
      ...wrapping.attrs,
    }
    const set = Object.entries(all).filter((entry): entry is [string, string] => !!entry[1])
    return node('message', Object.fromEntries(set), [...encs, ...(wrapping.children ?? [])])
  }

  return {
    jid,
    identity: pair.publicKey,
    direct: (message, wrapping) => stanza({ from: jid }, wrapping, [enc(message, wrapping.enc)]),
    group(group, message, wrapping, withKey) {
      const key = { groupId: group, axolotlSenderKeyDistributionMessage: distributionMessage(own) }
      const pairwise = withKey ? [enc({ senderKeyDistributionMessage: key })] : []
      const sealed = encryptGroup(own, padMessage(encoded(message), 3), randomBytes(64))
      own = sealed.next
      const skmsg = node('enc', { v: '2', type: 'skmsg', ...wrapping.enc }, sealed.bytes)
      const attrs = { from: group, participant: jid, addressing_mode: 'lid' }
      return stanza(attrs, wrapping, [...pairwise, skmsg])
    },
    async begin(again) {
      session = await startSession(undefined, again, local, newKeyPair)
    },
    async read(type, bytes) {
      const none = async () => undefined
      const keys = { local, preKey: none, signedPreKey: none, newKeyPair }
      session = (await decryptMessage(session, type, bytes, keys)).next
    },
  }
}

/** The attributes of a stanza that waited in the service's queue. */
export function queued(stanza: WireNode): WireNode {
  return { ...stanza, attrs: { ...stanza.attrs, offline: '1' } }
}
