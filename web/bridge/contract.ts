import type { PlainError } from './errors.ts'
import type { TraceEvent } from './trace.ts'

/** Where the link stands. One machine, one transition function (`engine/linking/linkState.ts`). */
export type LinkView =
  /** The engine is opening its storage, or dialling for a first code. */
  | { readonly at: 'preparing' }
  | {
      readonly at: 'showingQr'
      /** The QR's text. Carries the ADV secret: draw it, drop it when it rotates, never log it. */
      readonly qr: string
      /** 1-based position of this code and how many the service sent. */
      readonly number: number
      readonly of: number
      /** Engine-clock milliseconds left when this view was made, and the code's whole life. */
      readonly remainingMs: number
      readonly lifeMs: number
      /** Clock speed (sandbox only), so that the ring can run as fast as the engine's clock. */
      readonly rate: number
    }
  /** All codes were used. Nothing happens until the person asks for a new one. */
  | { readonly at: 'expired' }
  /** Scanned: signatures are checked, the session restarts and logs in. */
  | { readonly at: 'confirming' }
  | { readonly at: 'linked' }
  /** The phone's answer did not pass a check. Nothing was stored. */
  | { readonly at: 'refused'; readonly error: PlainError }
  /** The session ended and this browser was wiped; the way back is a new code. */
  | { readonly at: 'ended'; readonly error: PlainError }

/** Where the socket stands. */
export type ConnectionView =
  | { readonly at: 'idle' }
  | { readonly at: 'connecting'; readonly attempt: number }
  | { readonly at: 'online' }
  /** A doubtful ending is being confirmed by one fresh connection; nothing was erased. */
  | { readonly at: 'checking' }
  | {
      readonly at: 'waiting'
      readonly error: PlainError
      readonly attempt: number
      readonly retryInMs: number
      readonly rate: number
    }
  /** Will not try again by itself. */
  | { readonly at: 'stopped'; readonly error: PlainError }

/** Who is linked. Present only after a link. */
export interface AccountView {
  /** Digits of the phone number, without +. */
  readonly number: string
  /** `user@lid`, when the service told it. */
  readonly lid?: string
  readonly pushName?: string
  readonly businessName?: string
  /** The phone's platform as it named itself: android, iphone, smba, smbi… */
  readonly phonePlatform?: string
  /** JPEG bytes of the profile picture. */
  readonly picture?: Uint8Array
  /** How the phone lists this browser, e.g. `Chrome (Linux)`, and its device number. */
  readonly deviceName: string
  readonly deviceNumber: number
  readonly linkedAtMs: number
}

/** Which service this page speaks to; always shown. */
export interface ServiceView {
  readonly name: string
  readonly url: string
  readonly clock?: { readonly offsetMs: number; readonly rate: number }
}

/** Everything a window needs to draw; the mirror starts from it. */
export interface Snapshot {
  readonly engine: {
    readonly build: number
    readonly worker: 'shared' | 'dedicated'
    /** `memory`: no key can be stored in this context; the session ends with the last tab. */
    readonly storage: 'persistent' | 'memory'
  }
  readonly service: ServiceView
  /** "Keep me linked on this browser". Off: the wrapping key lives in memory only. */
  readonly remember: boolean
  readonly link: LinkView
  readonly connection: ConnectionView
  readonly account?: AccountView
}

/** A change of the snapshot. Events are batched to the end of a tick and numbered by revision. */
export type EngineEvent =
  | { readonly type: 'link'; readonly link: LinkView }
  | { readonly type: 'connection'; readonly connection: ConnectionView }
  | { readonly type: 'account'; readonly account: AccountView | undefined }
  | { readonly type: 'remember'; readonly remember: boolean }
  /** Only to windows that asked for them (`trace` command). */
  | { readonly type: 'trace'; readonly events: readonly TraceEvent[] }

/** What a window may ask. Every command is idempotent: it may be resent after an engine's death. */
export type Command =
  /** Show codes again after `expired`, `refused` or `ended`. */
  | { readonly type: 'newCode' }
  /** Dial at once instead of waiting. */
  | { readonly type: 'retryNow' }
  /** Only while unlinked; starts over with fresh keys, because a stored key cannot be unstored. */
  | { readonly type: 'setRemember'; readonly remember: boolean }
  /** Whether this window has focus (presence and read receipts must be honest). */
  | { readonly type: 'focus'; readonly focused: boolean }
  /** Begin or end the flow of trace events to this window. The newest kept ones come at once. */
  | { readonly type: 'trace'; readonly on: boolean }
  /** Erase everything stored here and begin again. The last resort for damaged storage. */
  | { readonly type: 'startOver' }

/** The answer to a command. */
export type CommandResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: PlainError }
