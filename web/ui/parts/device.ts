import type { LockSecret } from '../../bridge/contract.ts'

type KnownPasskey = Pick<LockSecret & { kind: 'passkey' }, 'credentialId' | 'salt'>

/** What came of asking for a passkey. Only `ok` carries what opens a lock. */
export type PasskeyAnswer =
  | ({ readonly at: 'ok' } & Omit<LockSecret & { kind: 'passkey' }, 'kind'>)
  | { readonly at: 'unsupported' | 'no-prf' | 'cancelled' }

/** Passkeys as this window can use them. */
export interface Passkeys {
  readonly passkeysSupported: () => Promise<boolean>
  /** Call it from a click; the names stand in the browser's dialog. */
  readonly createPasskey: (names: {
    readonly name: string
    readonly displayName: string
  }) => Promise<PasskeyAnswer>
  readonly askPasskey: (known: KnownPasskey) => Promise<PasskeyAnswer>
}

/** What the browser says about the room that it gives. */
export interface StorageFacts {
  /** Whether it promised not to clear it by itself; undefined where it knows no such promise. */
  readonly kept: boolean | undefined
  readonly usedBytes: number | undefined
  readonly quotaBytes: number | undefined
}

export interface StorageCare {
  readonly storageFacts: () => Promise<StorageFacts>
  /** Asks for that promise. */
  readonly keepStorage: () => Promise<boolean>
}

/** A file that is being written, piece by piece. */
export interface FileSink {
  /** Throws DOMException when there is no room, or the file is gone. */
  readonly write: (bytes: Uint8Array) => Promise<void>
  /** The file is whole: it is where the person wanted it, or among the downloads. */
  readonly close: () => Promise<void>
  /** Nothing of it stays. Never rejects. */
  readonly abort: () => Promise<void>
}

/** Files that a person saves. */
export interface SavedFiles {
  /** Asks where to, where the browser can. Call it from a click. Undefined: the person let it be. */
  readonly openFile: (name: string) => Promise<FileSink | undefined>
}

/** What this device offers beyond the engine. Each part is loaded when it is asked for. */
export interface Device {
  readonly passkeys: () => Promise<Passkeys>
  readonly storage: () => Promise<StorageCare>
  readonly files: () => Promise<SavedFiles>
  /** Milliseconds since the Unix epoch, for words such as "today". */
  readonly timeMs: () => number
  /** A fresh random name for one act of the person. */
  readonly newId: () => string
}
