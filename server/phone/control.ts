import type { PhonePlatform } from './line.ts'
import type { PersonWish } from './person.ts'
import type { ScanRefusal } from './refusals.ts'
import type { TypeRefusal } from './typeRefusals.ts'

/** A linked device as the phone lists it. */
export interface LinkedDeviceView {
  /** Device number, from 1. */
  readonly device: number
  readonly jid: string
  /** `Browser (OS)`. */
  readonly name: string
  readonly browser: string
  readonly os: string
  readonly linkedAtMs: number
  readonly lastActiveMs: number
  readonly online: boolean
}

/** A phone as it shows itself: no keys, no token. */
export interface PhoneView {
  readonly id: string
  readonly name: string
  readonly number: string
  readonly lid: string
  readonly platform: PhonePlatform
  readonly signedIn: boolean
  readonly tokenExpiresAtMs: number
  readonly devices: readonly LinkedDeviceView[]
  /** The push notification of a device that asks to be linked by code. */
  readonly pairing?: PairingView
}

/** A device that waits for its code to be typed. */
export interface PairingView {
  /** `Browser (OS)`. */
  readonly companionName: string
  readonly sinceMs: number
}

export type ScanResult =
  | { readonly ok: true; readonly device: LinkedDeviceView }
  | { readonly ok: false; readonly code: ScanRefusal; readonly message: string }

export type TypeResult =
  | { readonly ok: true; readonly device: LinkedDeviceView }
  | { readonly ok: false; readonly code: TypeRefusal; readonly message: string }

export type UnlinkRefusal = 'unknown-phone' | 'unknown-device' | 'service-error'

export type UnlinkResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: UnlinkRefusal; readonly message: string }

/** What people do with the simulated phones. An absent id means the first phone. */
export interface PhoneControl {
  list(): readonly PhoneView[]
  /** The profile picture, JPEG. */
  picture(id: string | undefined): Uint8Array | undefined
  /** One more person with a phone of their own. */
  add(wish?: PersonWish): Promise<PhoneView>
  /** The phone has read `qr` off a screen. `token` replaces its own access token. */
  scan(
    id: string | undefined,
    qr: string,
    options?: { readonly token?: string },
  ): Promise<ScanResult>
  /** A person types the code that a device shows; small letters, spaces and dashes do not matter. */
  typeCode(id: string | undefined, code: string): Promise<TypeResult>
  unlink(id: string | undefined, device: number | 'all'): Promise<UnlinkResult>
  /** Gives the person another push name; tells the service and every companion. */
  rename(id: string | undefined, name: string): Promise<PhoneView | undefined>
  /** The phone is set up anew: same number, new account identity, no linked devices. */
  reregister(id: string | undefined): Promise<PhoneView | undefined>
  /** Called after each change of `list()`. Returns the function that stops it. */
  onChange(listener: () => void): () => void
  /** The phone's present access token, for tests with tokens of others. */
  accessToken(id: string | undefined): string | undefined
  close(): void
}
