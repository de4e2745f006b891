import type { ArchiveRows, PagesRow } from './archiveRows.ts'
import type { IdsRow, TalkRows, WriterRow } from './talkRows.ts'

/** A Curve25519 key pair as stored: 32 raw bytes each, the private half clamped. */
interface KeyPairRow {
  readonly privateKey: Uint8Array
  readonly publicKey: Uint8Array
}

/** What this device is, made before the first dial and kept for the account's life. */
export interface DeviceRow {
  readonly noise: KeyPairRow
  readonly identity: KeyPairRow
  /** `signature`: XEdDSA of the identity key, 64 bytes. */
  readonly signedPreKey: KeyPairRow & { readonly id: number; readonly signature: Uint8Array }
  readonly registrationId: number
  /** 32 bytes; the secret that the QR shows to the phone. */
  readonly advSecret: Uint8Array
  readonly createdAtMs: number
  readonly nextPreKeyId: number
  readonly firstUnuploadedPreKeyId: number
  /** Ids between the two that were given to somebody directly: never to be uploaded. */
  readonly givenPreKeyIds?: readonly number[]
}

/** The link itself. Present exactly while this device is linked. */
export interface SessionRow {
  readonly jid: string
  readonly lid?: string
  /** ADVSignedDeviceIdentity with the account signature key and the device signature. */
  readonly deviceIdentity: Uint8Array
  readonly phonePlatform?: string
  readonly businessName?: string
  /** The service this account belongs to, and its root public key, 32 bytes. */
  readonly service: string
  readonly root: Uint8Array
  readonly loginCounter: number
  readonly preKeysUploaded: boolean
  readonly linkedAtMs: number
  /** The account was registered anew on a phone since the last login: why the link will end. */
  readonly phoneChanged?: true
  /**
   * It may have come from another browser, in a file that could be used twice: the next login proves
   * first that the service still holds a key of this store (`engine/keys/moveFence.ts`).
   */
  readonly onTheMove?: true
}

/** How the person shows themselves. */
export interface ProfileRow {
  readonly pushName?: string
  readonly pictureId?: string
  /** JPEG bytes. */
  readonly picture?: Uint8Array
}

/** Which edge server knows us; sent before the next handshake. */
export interface RoutingRow {
  readonly info: Uint8Array
}

/** An ending that one fresh connection must confirm before anything is erased. */
export interface DoubtRow {
  readonly reason: string
  /** What the ending told where it was in words of the service: details of the error shown. */
  readonly told?: Readonly<Record<string, string | number>>
}

/** Why the last link here ended; shown until a new code is asked for, also after a reload. */
export interface EndedRow {
  /** Code and details of the error that windows are shown. */
  readonly code: string
  readonly details?: Readonly<Record<string, string | number>>
  readonly atMs: number
}

/** This account was let go of for another browser. Never part of what moves. */
export interface MovedRow {
  readonly atMs: number
}

/** The service takes no login before this time. */
export interface BanRow {
  readonly untilMs: number
  /** When it was stored, by the same clock. A clock that shows less since then was set back. */
  readonly sinceMs?: number
  /** The service's number for the reason. */
  readonly code: number
}

/** The version the service told after it had refused ours. */
export interface VersionRow {
  readonly version: readonly [number, number, number]
}

/** What keeping the keys fresh has to remember. */
export interface KeyCareRow {
  /** Absent until something about the signed pre-key was decided; then it rotates after `dueMs`. */
  readonly rotation?: RotationRow
  /** Ids of the newest low-water notifications that an upload has answered, oldest first. */
  readonly answeredNotices?: readonly string[]
}

/** Where the rotation of the signed pre-key stands. */
export interface RotationRow {
  readonly dueMs: number
  /** The id that was given out last; no key gets one at or before it until ids begin again. */
  readonly newestId: number
  /** Id of the key in `signedPreKeys` that the service was or will be offered. */
  readonly offeredId?: number
}

/** What the person chose; what is absent was never chosen. */
export interface SettingsRow {
  readonly enterSends?: boolean
  readonly notifications?: boolean
  readonly notificationContent?: boolean
  readonly confirmIdentity?: boolean
  readonly readReceipts?: boolean
}

/** What proves to the service that somebody may be written to of whom no token is known. */
export interface NctSaltRow {
  readonly salt: Uint8Array
}

/** What the media hosts want to be told when a blob of history is deleted there. */
export interface MediaNonceRow {
  readonly nonce: string
}

/** When all groups of the account were asked for. */
export interface GroupsFetchedRow {
  readonly atMs: number
}

/** How far the first history of the phone has come. */
export interface HistoryProgressRow {
  readonly at: 'waiting' | 'chats' | 'recent' | 'paused' | 'done'
  readonly percent?: number
  /** How far newer (`recent`) and older (`full`) messages have come, as soon as any were announced. */
  readonly recent?: HistoryKindRow
  readonly full?: HistoryKindRow
  /** Messages of history that were stored so far. */
  readonly messages?: number
}

/** How far one kind of history has come: chunks count once all before them are done. */
export interface HistoryKindRow {
  /** Number of the chunk that is next. */
  readonly next: number
  /** As the phone counts, of what is done without a gap; in between while a chunk is being stored. */
  readonly percent: number
  /** Done chunks behind a gap: number and percentage. */
  readonly ahead: readonly (readonly [order: number, percent: number])[]
}

/** The head of the chat list as windows are shown it before anything else is read. Never the truth. */
export interface ChatsHeadRow {
  /** JSON of the view. */
  readonly json: string
}

/** Which chats there are, in short, as they were when it was last kept. Never the truth. */
export interface ChatOrderRow {
  /** JSON of the views room's own. */
  readonly json: string
}

/** Keys of the app state as the own phone shared them: what a later build opens it with. */
export interface KeySharesRow {
  /** AppStateSyncKeyShare messages, encoded, oldest first. */
  readonly shares: readonly Uint8Array[]
}

/** Space that the person asked to free, until it is done: the next engine goes on with it. */
export interface FreeingRow {
  /** Oldest first. Absent `chatId`: in all conversations. */
  readonly wishes: readonly { readonly chatId?: number; readonly beforeMs: number }[]
}

/** A one-time pre-key. */
export type PreKeyRow = KeyPairRow

/** A signed pre-key beside the current one: offered to the service, or retired. */
export interface SignedPreKeyRow extends KeyPairRow {
  /** XEdDSA of the identity key, 64 bytes. */
  readonly signature: Uint8Array
  /** When another one took its place; absent as long as the service has not confirmed this one. */
  readonly retiredAtMs?: number
}

/** The identity a Signal address was first seen with. */
export interface IdentityRow {
  /** 32 bytes. */
  readonly identityKey: Uint8Array
  readonly firstSeenMs: number
}

/** The two addresses of one person. */
export interface AddressRow {
  readonly pn: string
  readonly lid: string
  /** Told in bulk: a better source may say otherwise. */
  readonly weak?: boolean
}

/** The singletons of store `account`, by key. */
export interface AccountRows {
  readonly device: DeviceRow
  readonly session: SessionRow
  readonly profile: ProfileRow
  readonly routing: RoutingRow
  readonly doubt: DoubtRow
  readonly ended: EndedRow
  readonly moved: MovedRow
  readonly ban: BanRow
  readonly version: VersionRow
  readonly keyCare: KeyCareRow
  readonly settings: SettingsRow
  readonly chatsHead: ChatsHeadRow
  readonly chatOrder: ChatOrderRow
  readonly nctSalt: NctSaltRow
  readonly mediaNonce: MediaNonceRow
  readonly historyProgress: HistoryProgressRow
  readonly groupsFetched: GroupsFetchedRow
  readonly keyShares: KeySharesRow
  readonly freeing: FreeingRow
  readonly ids: IdsRow
  readonly writer: WriterRow
  readonly pages: PagesRow
}

/** Stores that hold many rows of one kind. String keys are keyed hashes (`addressKey`). */
interface ListRows extends TalkRows, ArchiveRows {
  readonly preKeys: { readonly key: number; readonly row: PreKeyRow }
  readonly signedPreKeys: { readonly key: number; readonly row: SignedPreKeyRow }
  readonly identities: { readonly key: string; readonly row: IdentityRow }
  readonly addresses: { readonly key: string; readonly row: AddressRow }
}

export type AccountKey = keyof AccountRows
export type StoreName = 'account' | keyof ListRows

/** Every key there is: an id, a keyed hash, a name in `account`, or a place in time. */
export type RowKey = string | number | readonly number[]

/** The key type of a store. */
export type KeyOf<S extends StoreName> = S extends keyof ListRows ? ListRows[S]['key'] : AccountKey

/** The row type of a store; in `account` the key decides. */
export type RowOf<S extends StoreName, K = KeyOf<S>> = S extends keyof ListRows
  ? ListRows[S]['row']
  : K extends AccountKey
    ? AccountRows[K]
    : never

type PutOf<S extends StoreName> = S extends 'account'
  ? {
      [K in AccountKey]: { readonly put: 'account'; readonly key: K; readonly row: AccountRows[K] }
    }[AccountKey]
  : { readonly put: S; readonly key: KeyOf<S>; readonly row: RowOf<S> }

/** One row to store. */
type Put = { [S in StoreName]: PutOf<S> }[StoreName]

/** One row to remove. Removing what is absent is no error. */
type Del = { [S in StoreName]: { readonly del: S; readonly key: KeyOf<S> } }[StoreName]

/** A change as plain data, so that nothing can be awaited while it is applied. */
export type Write = Put | Del

/** A row must still have this revision when the commit is applied. 0 means absent. */
export type Expected = {
  [S in StoreName]: { readonly store: S; readonly key: KeyOf<S>; readonly rev: number }
}[StoreName]
