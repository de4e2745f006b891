import type { KeyPair, RandomBytes } from '../../../web/crypto/x25519.ts'
import { jidParts, makeJid, type Jid } from '../../../web/wire/jid.ts'
import type { WireNode } from '../../../web/wire/node/node.ts'
import type { Lane } from '../lane.ts'
import type { DeviceState } from './deviceState.ts'
import type { TrickBox } from './tricks.ts'

/** The account a device belongs to. */
export interface DeviceAccount {
  readonly number: string
  /** `user@lid`. */
  readonly lid: string
  readonly identity: KeyPair
}

/** What a group is to its members' devices. */
export interface KnownGroup {
  readonly addressing: 'lid' | 'pn'
  /** As the service lists them, without devices. */
  readonly members: readonly Jid[]
  readonly subject: string
}

/** How a device behaves towards others; the person behind it decides. */
export interface DeviceManner {
  /** Which form of address it writes to. A phone that was not migrated uses numbers. */
  readonly addressing: 'lid' | 'number'
  /** `none` still answers the service, with the kind of receipt that gives no tick. */
  readonly receipts: 'delivered' | 'none'
}

/** What the parts of one device work on. */
export interface DeviceCore {
  readonly account: DeviceAccount
  readonly state: DeviceState
  readonly tricks: TrickBox
  /** Device lists by user, as asked for. */
  readonly lists: Map<string, readonly Jid[]>
  readonly groups: Map<string, KnownGroup>
  /** Session steps happen one after the other, so that no step is made twice. */
  readonly inCrypto: Lane
  readonly randomBytes: RandomBytes
  now(): number
  after(delayMs: number, task: () => void): () => void
  manner(): DeviceManner
  nextId(): string
  /** Whether this is the device the listener is told things by. */
  heard(event: DeviceEvent): void
  /** Resolves when the state would survive a crash. */
  save(): Promise<void>
  /** Hands a stanza to the service. @throws DeviceError 'offline' */
  send(stanza: WireNode): void
  /** Sends an IQ and waits for its result. @throws DeviceError */
  request(build: (id: string) => WireNode): Promise<WireNode>
  /** Sends a message and waits for its ack; undefined while a trick holds it back. @throws DeviceError */
  transmit(message: WireNode): Promise<WireNode | undefined>
  /** Work that nobody waits for. */
  background(what: string, work: Promise<unknown>): void
}

/** What a device tells the person who holds it. */
export type DeviceEvent =
  | {
      readonly type: 'message'
      readonly stanza: WireNode
      readonly message: HeardContent
    }
  | { readonly type: 'receipt'; readonly stanza: WireNode }
  | { readonly type: 'notification'; readonly stanza: WireNode }
  | { readonly type: 'other'; readonly stanza: WireNode }

/** A message that was read, in the words of whoever acts on it. */
export interface HeardContent {
  readonly chat: Jid
  readonly sender: Jid
  readonly id: string
  readonly fromMe: boolean
  readonly isPeer: boolean
  readonly atMs: number
  /** The encoded Message. */
  readonly bytes: Uint8Array
}

/** The device's own address, by LID or by number. */
export function ownJid({ account, state }: DeviceCore, form: 'lid' | 'number'): Jid {
  const user = form === 'lid' ? jidParts(account.lid as Jid).user : account.number
  return makeJid(user, form === 'lid' ? 'lid' : 's.whatsapp.net', state.device)
}

/** Whether an address is one of the account's, with or without device. */
export function isOwn({ account }: DeviceCore, jid: Jid): boolean {
  const { user, server } = jidParts(jid)
  return server === 'lid'
    ? account.lid === `${user}@lid`
    : server === 's.whatsapp.net' && user === account.number
}
