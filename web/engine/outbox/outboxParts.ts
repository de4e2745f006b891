import type { SettingsView } from '../../bridge/chatViews.ts'
import type { Clock, RandomBytes } from '../../platform/platform.ts'
import type { Jid } from '../../wire/jid.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { Cipher } from '../cipher/cipher.ts'
import type { OwnAddresses } from '../devices/deviceParts.ts'
import type { Devices } from '../devices/devices.ts'
import type { Content } from '../inbox/applyContent.ts'
import type { Line } from '../talk/talk.ts'
import type { Trace } from '../traceRing.ts'
import type { Work } from '../work/work.ts'

/** What sending is given by the rooms around it. */
export interface OutboxParts {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly trace: Trace
  readonly work: Work
  readonly book: Book
  readonly log: MessageLog
  readonly cipher: Cipher
  readonly devices: Devices
  readonly content: Content
  /** The keyed hash that stands for an address or a name in keys. */
  readonly addressKey: (name: string) => Promise<string>
  readonly own: () => OwnAddresses
  /** The own ADVSignedDeviceIdentity, as it was stored. */
  readonly deviceIdentity: () => Uint8Array
  readonly settings: () => SettingsView
  readonly focusedWindows: () => ReadonlySet<string>
  /** Whether the last presence told on this connection was available. */
  readonly available: () => boolean
  /** Secret of the service for those we have no token of; absent when it never came. */
  readonly nctSalt?: () => Uint8Array | undefined
  /** Asks for a group's members and settings and stores them. Throws RequestError. */
  readonly refreshGroup: (group: Jid, line: Line) => Promise<void>
  /** Lets other tasks run. */
  readonly breathe: () => Promise<void>
  /** Something here is broken. */
  readonly onBroken: (cause: unknown) => void
}
