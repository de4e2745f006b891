import type { TrickKind } from '../device/tricks.ts'
import type { PastRecord } from '../history/record.ts'
import type { GivenPiece } from '../history/shipping.ts'

/** How a person behaves without being told. */
export interface Manner {
  /** Whether the person answers what phones' owners write. */
  readonly answers: boolean
  /** How long they take to begin, and how long they type, in milliseconds of the sandbox's clock. */
  readonly delayMs: number
  readonly typingMs: number
  /** `none` gives no ticks at all; `delivered` leaves messages unread. */
  readonly receipts: 'read' | 'delivered' | 'none'
  /** Which address they write to. */
  readonly addressing: 'lid' | 'number'
}

/** A person as the control shows them: no keys. */
export interface PersonView {
  readonly id: string
  readonly name: string
  readonly number: string
  /** `user@lid`. */
  readonly lid: string
  /** `number@s.whatsapp.net`. */
  readonly jid: string
  readonly isPhone: boolean
  readonly about: string
  /** Device numbers of the simulated devices, 0 first. */
  readonly devices: readonly number[]
  readonly manner: Manner
}

export interface GroupView {
  readonly id: string
  readonly subject: string
  readonly addressing: 'lid' | 'pn'
  /** Ids of people. */
  readonly members: readonly string[]
  readonly admins: readonly string[]
}

/** A message as one device read it; see `times` and `repeats` for what went wrong. */
export interface HeardView {
  /** Id of a person or group; the address when it is neither. */
  readonly chat: string
  readonly id: string
  /** Id of the person who sent it; the address when nobody is known by it. */
  readonly from: string
  readonly fromDevice: number
  readonly fromMe: boolean
  readonly via: 'pkmsg' | 'msg' | 'skmsg' | 'plain'
  readonly kind: string
  readonly text: string
  readonly atMs: number
  readonly t: number
  /** 1, or content came twice under this id. */
  readonly times: number
  /** Identical ciphertexts that came again. */
  readonly repeats: number
}

/** All that one device read. A message that is missing here was lost for that device. */
export interface DeviceHeard {
  readonly device: number
  readonly online: boolean
  readonly messages: readonly HeardView[]
  /** What could not be read when it came, whether or not it was read later. */
  readonly failed: ReadonlyArray<{
    readonly id: string
    readonly from: string
    readonly code: string
  }>
}

/** Who has come how far with a message. */
export interface TickView {
  readonly person: string
  readonly delivered: boolean
  readonly read: boolean
  readonly played: boolean
}

/** One line of a conversation as its owner's first device has it. */
export interface LineView {
  readonly id: string
  readonly from: string
  readonly fromMe: boolean
  readonly kind: string
  readonly text: string
  readonly atMs: number
  readonly edited: boolean
  readonly revoked: boolean
  readonly reactions: ReadonlyArray<{ readonly from: string; readonly emoji: string }>
}

/** A chat as its owner's first device has it, newest first in a list. */
export interface ChatLineView {
  readonly chat: string
  readonly title: string
  readonly isGroup: boolean
  readonly last?: LineView
}

export interface PersonWish {
  readonly name?: string
  /** Digits; a made-up number otherwise. */
  readonly number?: string
  readonly about?: string
  /** Companions beside device 0. */
  readonly companions?: number
  readonly manner?: Partial<Manner>
}

export interface GroupWish {
  readonly subject: string
  /** The first is the one who makes the group, unless `by` says otherwise. */
  readonly members: readonly string[]
  readonly by?: string
  readonly addressing?: 'lid' | 'pn'
}

export interface SayOptions {
  /** Id of the message that is answered. */
  readonly quote?: string
  /** People who are mentioned; the text gets their `@`. */
  readonly mentions?: readonly string[]
  /** Which device of the person writes. */
  readonly device?: number
  /** An id of one's own choice. */
  readonly id?: string
  readonly forwarded?: number
}

/** Kinds of content that `send` can make up. */
export const SENDABLE = [
  'image',
  'video',
  'gif',
  'ptt',
  'audio',
  'document',
  'sticker',
  'location',
  'liveLocation',
  'contact',
  'contacts',
  'poll',
  'event',
  'viewOnce',
  'link',
  'groupInvite',
  'album',
  'buttons',
  'unknown',
] as const

export type Sendable = (typeof SENDABLE)[number]

export type MemberChange = 'add' | 'remove' | 'promote' | 'demote'

/**
 * What tests and demos do with simulated people. People are named by id or name; chats by the id of
 * a person or group, or by address. Everything that sends resolves when the service has it, and
 * throws DeviceError when it does not.
 */
export interface PeopleControl {
  list(): readonly PersonView[]
  groups(): readonly GroupView[]
  add(wish?: PersonWish): Promise<PersonView>
  group(wish: GroupWish): Promise<GroupView>

  say(who: string, chat: string, text: string, options?: SayOptions): Promise<{ id: string }>
  send(who: string, chat: string, kind: Sendable, options?: SayOptions): Promise<{ id: string }>
  forward(who: string, to: string, messageId: string): Promise<{ id: string }>
  /** An empty emoji takes the reaction back. */
  react(who: string, chat: string, messageId: string, emoji: string): Promise<{ id: string }>
  edit(who: string, chat: string, messageId: string, text: string): Promise<{ id: string }>
  revoke(who: string, chat: string, messageId: string): Promise<{ id: string }>
  /** Disappearing messages; 0 ends them. */
  timer(who: string, chat: string, seconds: number): Promise<void>
  typing(who: string, chat: string, on: boolean): Promise<void>
  presence(who: string, isAvailable: boolean): Promise<void>
  receipt(who: string, chat: string, ids: readonly string[], type: 'read' | 'played'): Promise<void>
  status(who: string, text: string): Promise<{ id: string }>
  newsletter(who: string, newsletter: string, text: string): Promise<{ id: string }>
  /** Rings, and gives the call's id. */
  call(who: string, whom: string, options?: { readonly video?: boolean }): Promise<{ id: string }>
  hangUp(who: string, whom: string, callId: string): Promise<void>

  member(who: string, group: string, change: MemberChange, whom: readonly string[]): Promise<void>
  leave(who: string, group: string): Promise<void>
  subject(who: string, group: string, subject: string): Promise<void>

  rename(who: string, name: string): Promise<void>
  about(who: string, text: string): Promise<void>
  manner(who: string, change: Partial<Manner>): PersonView
  /** One more companion, or the last one gone. */
  device(who: string, change: 'add' | 'remove'): Promise<PersonView>
  /** A new identity and no companions; phones have `phones.reregister`. */
  reregister(who: string): Promise<PersonView>
  /** All devices of `who` lose their sessions, with `whom` or with everybody. */
  forget(who: string, whom?: string): Promise<void>
  /** One device, or all of them. */
  online(who: string, isOnline: boolean, device?: number): Promise<void>
  /** What the service shows of the companions' identities beside their keys. */
  showIdentity(who: string, how: 'true' | 'absent' | 'forged'): Promise<void>
  trick(who: string, kind: TrickKind | 'release', times?: number, device?: number): void

  heard(who: string): readonly DeviceHeard[]
  /** The encoded Message that somebody's first device sent or read under this id. */
  content(who: string, messageId: string): Uint8Array | undefined
  ticks(who: string, messageId: string): readonly TickView[]
  /** `withPast`: what a phone remembers from before is there too. */
  chats(who: string, withPast?: boolean): readonly ChatLineView[]
  conversation(who: string, chat: string, withPast?: boolean): readonly LineView[]
  /** What a phone tells of its past, for comparison; without history, and of contacts, nothing. */
  past(who: string): PastRecord | undefined
  /** Pieces of history that the caller made, for all companions of a phone. */
  giveHistory(who: string, pieces: readonly GivenPiece[]): Promise<void>
  /** Resolves when no simulated device has anything under way; what waits for its time does not count. */
  idle(): Promise<void>
  onChange(listener: () => void): () => void
}
