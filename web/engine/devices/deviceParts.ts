import type { Trace } from '../traceRing.ts'
import type { Jid } from '../../wire/jid.ts'
import type { Book } from '../chats/book.ts'
import type { Cipher } from '../cipher/cipher.ts'
import type { UnitOfWork, Work } from '../work/work.ts'

/** This device among those of its account. */
export interface OwnAddresses {
  /** Without a device. */
  readonly pn: Jid
  readonly lid?: Jid | undefined
  readonly device: number
}

export interface DevicesParts {
  readonly work: Work
  readonly book: Book
  readonly cipher: Cipher
  readonly trace: Trace
  readonly now: () => number
  /** The keyed hash that stands for an address in keys. */
  readonly addressKey: (address: string) => Promise<string>
  readonly own: () => OwnAddresses
  /** Told when the phone of somebody has another identity than the known one, in the same unit. */
  readonly onIdentityChanged: (unit: UnitOfWork, user: Jid) => Promise<void>
}
