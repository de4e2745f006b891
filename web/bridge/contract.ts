import type {
  ActivityView,
  ChatRowView,
  HistoryView,
  MessageView,
  NoticeView,
  SettingsView,
} from './chatViews.ts'
import type { CareView, ReachView } from './archive.ts'
import type { PlainError } from './errors.ts'
import type { DraftView } from './queries.ts'
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
  /** Let go of for another browser: nothing here dials any more. What is stored can be saved again. */
  | { readonly at: 'moved'; readonly atMs: number }

/** A move that is on its way: out of this browser or into it. In rows. */
export interface MoveView {
  readonly at: 'out' | 'in'
  readonly done: number
  readonly total: number
}

/** As much of a `File` as an engine reads. It survives the clone; this contract has no types of pages. */
export interface MovedFile {
  readonly size: number
  readonly slice: (from: number, to: number) => { arrayBuffer(): Promise<ArrayBuffer> }
}

/**
 * The code that is typed on the phone, beside the QR: both wait, the first one wins. Absent while
 * nobody asked for one.
 */
export type PairCodeView =
  /** The key is being derived and the service is asked. */
  | { readonly at: 'requesting'; readonly number: string }
  | {
      readonly at: 'showing'
      /** Digits of the phone number, without +. */
      readonly number: string
      /** 8 characters, without the dash. Show it, never log it. */
      readonly code: string
      readonly custom: boolean
      /** Engine-clock milliseconds left when this view was made, and the code's whole life. */
      readonly remainingMs: number
      readonly lifeMs: number
      /** Clock speed (sandbox only). */
      readonly rate: number
    }
  /**
   * Typed on the phone; the account's signature is on its way. `code`: a phone that was given a wrong
   * one says so to its person only, who types again, so it stays in sight. Never log it.
   */
  | { readonly at: 'finishing'; readonly number: string; readonly code?: string }
  | { readonly at: 'failed'; readonly number: string; readonly error: PlainError }

/** How an app lock is opened. */
export type LockMethod = 'passphrase' | 'passkey'

/** Whether a secret stands before the stored account. */
export type LockView =
  | { readonly at: 'off' }
  | {
      readonly at: 'on'
      readonly method: LockMethod
      readonly idleMinutes: number
      /** As below: changing or removing the lock takes the same secret. */
      readonly passkey?: { readonly credentialId: Uint8Array; readonly salt: Uint8Array }
    }
  /** The engine has forgotten the key: nothing of the account is in this snapshot. */
  | {
      readonly at: 'locked'
      readonly method: LockMethod
      /** Engine-clock milliseconds until the next try is taken. */
      readonly retryInMs: number
      /** What a passkey needs to be asked for: its id and the input of its PRF. */
      readonly passkey?: { readonly credentialId: Uint8Array; readonly salt: Uint8Array }
    }

/** What opens a lock. It crosses the port and nothing else; no trace and no error carries it. */
export type LockSecret =
  | { readonly kind: 'passphrase'; readonly text: string }
  | {
      readonly kind: 'passkey'
      readonly credentialId: Uint8Array
      readonly salt: Uint8Array
      /** 32 bytes: the authenticator's PRF output for `salt`. */
      readonly output: Uint8Array
    }

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

/** The head of the chat list: what is drawn first, before anything else was asked. */
export interface ChatsView {
  /** At most 100 in the order of the list. Right after a start it may be a little old. */
  readonly rows: readonly ChatRowView[]
  readonly total: number
  /** Unread messages in all chats that are not muted or archived. */
  readonly unread: number
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
  readonly pairCode?: PairCodeView
  readonly lock: LockView
  readonly connection: ConnectionView
  readonly account?: AccountView
  /** Present only after a link. */
  readonly chats?: ChatsView
  readonly history?: HistoryView
  readonly settings?: SettingsView
  /** Room in this browser. Absent: there is enough, as far as is known, and nothing is being freed. */
  readonly care?: CareView
  /** Present only while an account moves. */
  readonly move?: MoveView
}

/** A change of the snapshot. Events are batched to the end of a tick and numbered by revision. */
export type EngineEvent =
  | { readonly type: 'link'; readonly link: LinkView }
  | { readonly type: 'connection'; readonly connection: ConnectionView }
  | { readonly type: 'account'; readonly account: AccountView | undefined }
  | { readonly type: 'remember'; readonly remember: boolean }
  | { readonly type: 'pairCode'; readonly pairCode: PairCodeView | undefined }
  | { readonly type: 'lock'; readonly lock: LockView }
  /** The whole head of the list again; told at most a few times a second. */
  | { readonly type: 'chats'; readonly chats: ChatsView | undefined }
  | { readonly type: 'history'; readonly history: HistoryView | undefined }
  | { readonly type: 'settings'; readonly settings: SettingsView | undefined }
  | { readonly type: 'care'; readonly care: CareView | undefined }
  | { readonly type: 'move'; readonly move: MoveView | undefined }
  /**
   * Rows that changed, wherever they stand in the list, and chats that are gone (joined with another,
   * or deleted; `into`: where it went).
   */
  | {
      readonly type: 'chatRows'
      readonly rows: readonly ChatRowView[]
      readonly gone: readonly { readonly chatId: number; readonly into?: number }[]
    }
  /** Messages that are new or changed, and keys that are gone. Only to windows that watch the chat. */
  | {
      readonly type: 'messages'
      readonly chatId: number
      readonly changed: readonly MessageView[]
      readonly gone: readonly string[]
    }
  | { readonly type: 'activity'; readonly activity: ActivityView }
  /** How far back a conversation reaches changed. Only to windows that watch the chat. */
  | { readonly type: 'reach'; readonly chatId: number; readonly reach: ReachView }
  /** To one window only, while none has focus. */
  | { readonly type: 'notice'; readonly windowId: string; readonly notice: NoticeView }
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
  /**
   * Ask for a code for this phone number (any writing of it; digits count). Cancels another number's
   * code; the same number's live code stays. `custom`: 8 characters of the code alphabet.
   */
  | { readonly type: 'requestCode'; readonly number: string; readonly custom?: string }
  /** Forget the code; the QR goes on. */
  | { readonly type: 'cancelCode' }
  /** Unlink this browser at the service, answered or not, and erase everything of the account. */
  | { readonly type: 'logOut' }
  /** Erase an account that was never linked and end; the window leaves for another one. */
  | { readonly type: 'discard' }
  /** The device woke or the window came back: find out whether the connection still lives. */
  | { readonly type: 'wake' }
  /** Put a lock before the account, or another one in its place (then `current` opens the old). */
  | {
      readonly type: 'setLock'
      readonly secret: LockSecret
      readonly idleMinutes: number
      readonly current?: LockSecret
    }
  | { readonly type: 'removeLock'; readonly current: LockSecret }
  /** After how many minutes without a sign of the person it locks by itself; 0: never. */
  | { readonly type: 'setLockIdle'; readonly idleMinutes: number }
  | { readonly type: 'lockNow' }
  | { readonly type: 'unlock'; readonly secret: LockSecret }
  /** The person did something in this window; puts the automatic lock off. */
  | { readonly type: 'active' }
  | MoveCommand
  | TalkCommand

/** The steps in which an account leaves a browser, as a file, and comes into another one. */
export type MoveCommand =
  /**
   * Ends the connection and begins a file, which this window reads with `movePiece`. `current` opens the
   * app lock where there is one. Also for an account that has moved: its file once more.
   */
  | { readonly type: 'moveOut'; readonly passphrase: string; readonly current?: LockSecret }
  /** All pieces are saved: this browser lets go. Only then can the end of the file be read. */
  | { readonly type: 'release' }
  /** The account stays. Does nothing once it was released. */
  | { readonly type: 'cancelMove' }
  /** Puts the account of a file here, in a browser that is not linked. */
  | { readonly type: 'moveIn'; readonly file: MovedFile; readonly passphrase: string }

/** The answer to a command. `chatId`: of the conversation that `writeTo` found or began. */
export type CommandResult =
  | { readonly ok: true; readonly chatId?: number }
  | { readonly ok: false; readonly error: PlainError }

/**
 * What a person does in conversations. `clientId` is the window's own random name for one act: under
 * the same one nothing is done twice, also by another engine.
 */
export type TalkCommand =
  /** Which conversations this window shows: their messages and activity are told from now on. */
  | { readonly type: 'watch'; readonly chatIds: readonly number[] }
  | {
      readonly type: 'sendText'
      readonly clientId: string
      readonly chatId: number
      readonly text: string
      /** Key of the message that it answers. */
      readonly quote?: string
      /** `text` as in the message, with the @. */
      readonly mentions?: readonly { readonly text: string; readonly contactId: number }[]
      /** The person knows that the security code changed. */
      readonly identityKnown?: boolean
    }
  | {
      readonly type: 'editText'
      readonly clientId: string
      readonly chatId: number
      readonly key: string
      readonly text: string
    }
  /** `emoji` empty: take the reaction back. */
  | {
      readonly type: 'react'
      readonly clientId: string
      readonly chatId: number
      readonly key: string
      readonly emoji: string
    }
  | {
      readonly type: 'deleteMessages'
      readonly clientId: string
      readonly chatId: number
      readonly keys: readonly string[]
      readonly forAll: boolean
    }
  | {
      readonly type: 'forward'
      readonly clientId: string
      readonly chatId: number
      readonly keys: readonly string[]
      readonly to: readonly number[]
      /** As of `sendText`, for everybody in `to`. */
      readonly identityKnown?: boolean
    }
  | {
      readonly type: 'star'
      readonly chatId: number
      readonly keys: readonly string[]
      readonly starred: boolean
    }
  /** Everything up to this message was on screen in a focused window. */
  | { readonly type: 'seen'; readonly chatId: number; readonly key: string }
  | { readonly type: 'markUnread'; readonly chatId: number }
  | { readonly type: 'typing'; readonly chatId: number; readonly typing: boolean }
  | { readonly type: 'setDraft'; readonly chatId: number; readonly draft: DraftView }
  /** Try a failed message again. */
  | { readonly type: 'sendAgain'; readonly chatId: number; readonly key: string }
  /** Ask the sender and the phone again for a message that could not be read. */
  | { readonly type: 'askAgain'; readonly chatId: number; readonly key: string }
  | {
      readonly type: 'setDisappearing'
      readonly clientId: string
      readonly chatId: number
      readonly seconds: number
    }
  /** Begin a conversation with a phone number; a `chatRows` event tells it. */
  | { readonly type: 'writeTo'; readonly number: string }
  | { readonly type: 'setSettings'; readonly settings: SettingsView }
  /** Ask the phone for messages before the oldest one here. `reach` and `messages` events tell. */
  | { readonly type: 'fetchOlder'; readonly chatId: number }
  /** Ask the phone once more for the pieces of its past that could not be fetched. */
  | { readonly type: 'fetchHistoryAgain' }
  /**
   * Let go of what was before a time, in one conversation or in all, here only: the phone keeps it, and
   * `fetchOlder` brings it back. Starred messages stay, and so do the newest one of each conversation
   * and what was not sent yet. `what` pictures: all profile pictures, which are fetched again when they
   * are looked at. Answered when it is done; `care` tells how it comes along.
   */
  | {
      readonly type: 'freeSpace'
      readonly what: 'messages' | 'pictures'
      readonly chatId?: number
      readonly beforeMs: number
    }
