import type { KeyPair } from '../../../web/crypto/x25519.ts'
import type { DeviceState } from '../device/deviceState.ts'
import type { ShippedHistory } from '../history/shipped.ts'
import type { Manner } from './control.ts'

/** A simulated contact: plain data of numbers, texts, bytes, lists and maps. */
export interface ContactState {
  readonly id: string
  name: string
  readonly number: string
  readonly lid: string
  about: string
  /** Absent: no picture. */
  readonly portraitSeed: number | undefined
  identity: KeyPair
  rawId: number
  lastKeyIndex: number
  /** Device 0 first. */
  readonly devices: DeviceState[]
  manner: Manner
}

/** What a phone keeps as a device, beside what it keeps as a phone. */
export interface PhoneDeviceState {
  readonly phone: string
  readonly device: DeviceState
  manner: Manner
  /** Since when the phone is there: what it remembers of before is made up. */
  readonly sinceMs: number
  readonly appStateKey: { readonly id: Uint8Array; readonly data: Uint8Array }
  /** What was sent to each companion of the history, by address. */
  readonly shipped: Map<string, ShippedHistory>
}

/** A group as its maker knows it; the service is what counts. */
export interface GroupState {
  readonly id: string
  subject: string
  readonly addressing: 'lid' | 'pn'
  readonly members: string[]
  readonly admins: string[]
}

/** Everything that must outlive a restart. */
export interface PeopleState {
  readonly contacts: ContactState[]
  readonly phones: Map<string, PhoneDeviceState>
  readonly groups: GroupState[]
  /** Timers of chats, seconds, by person and chat. */
  readonly timers: Map<string, number>
  /** Companions that were greeted. */
  readonly greeted: string[]
}

export function emptyPeople(): PeopleState {
  return { contacts: [], phones: new Map(), groups: [], timers: new Map(), greeted: [] }
}

export const QUIET: Manner = {
  answers: false,
  delayMs: 1000,
  typingMs: 1500,
  receipts: 'delivered',
  addressing: 'lid',
}
