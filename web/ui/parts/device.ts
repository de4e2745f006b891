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

/** What this device offers beyond the engine. Each part is loaded when it is asked for. */
export interface Device {
  readonly passkeys: () => Promise<Passkeys>
  readonly storage: () => Promise<StorageCare>
  /** Milliseconds since the Unix epoch, for words such as "today". */
  readonly timeMs: () => number
  /** A fresh random name for one act of the person. */
  readonly newId: () => string
}
