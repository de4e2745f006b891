/**
 * What the engine needs from the world, as interfaces. Browser implementations lie beside this file,
 * fakes for tests in `fakes.ts`. Time and chance are passed in, never taken from a global.
 */

/** Time as the engine knows it. The sandbox may bend it (`/config.json`, `clock`). */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Runs `task` once, `delayMs` of this clock from now. Returns the function that cancels it. */
  after(delayMs: number, task: () => void): () => void
}

/** Cryptographically secure random bytes. */
export type RandomBytes = (length: number) => Uint8Array

/** Why a socket ended. `code` as in RFC 6455 section 7.4; 1006 when nothing was said. */
export interface SocketClosed {
  readonly code: number
  readonly everOpened: boolean
}

/** The receiving half of a socket. After `onClose` nothing else is called. */
export interface SocketEvents {
  onOpen(): void
  onBytes(bytes: Uint8Array): void
  onClose(closed: SocketClosed): void
}

/** The sending half of a socket. `send` after the end is ignored: `onClose` has told. */
export interface Socket {
  send(bytes: Uint8Array): void
  close(): void
}

/** Opens a binary WebSocket. Never throws: a refused address arrives as `onClose`. */
export type Dial = (url: string, events: SocketEvents) => Socket

/** Whether the device believes that it has a network. */
export interface Network {
  online(): boolean
  /** Returns the function that stops listening. */
  onChange(listener: (online: boolean) => void): () => void
}

/** Fetches bytes of a media host through the page's own origin (`/media/<host>/<path>`). */
export type FetchMedia = (url: string, limitBytes: number) => Promise<Uint8Array>

/**
 * Asks which version of the official web client is current, past any cache.
 *
 * @throws Error when it cannot be told.
 */
export type FetchVersion = () => Promise<readonly [number, number, number]>

/** Which service this origin speaks for: the content of `/config.json`. */
export interface ServiceConfig {
  /** `sandbox`, or a name the gateway was started with. */
  readonly service: string
  /** WebSocket address, absolute. */
  readonly url: string
  /** The service's root public key, 32 bytes. */
  readonly root: Uint8Array
  /** Bends time; honoured only when the service is the sandbox. */
  readonly clock?: { readonly offsetMs: number; readonly rate: number }
}

/** The browser this engine runs in, as the phone will list it: `browser (os)`. */
export interface DeviceDescription {
  readonly browser: 'Chrome' | 'Edge' | 'Firefox' | 'Opera' | 'Safari' | 'Other'
  readonly os: string
}

/** What a browser tells about the room it gives this origin; undefined: it does not tell. */
export interface StorageFacts {
  /** Whether it promised not to clear it by itself. */
  readonly kept: boolean | undefined
  readonly usedBytes: number | undefined
  readonly quotaBytes: number | undefined
}

/** Everything the engine is given. */
export interface Platform {
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly dial: Dial
  readonly network: Network
  readonly fetchMedia: FetchMedia
  /** Missing where nobody can tell: a refused version then stays refused. */
  readonly fetchVersion?: FetchVersion
  readonly service: ServiceConfig
  readonly device: DeviceDescription
  /** Missing where nobody can tell. Never rejects. */
  readonly storageFacts?: () => Promise<StorageFacts>
  /**
   * Whether so many bytes more could be stored, as far as that can be tried without storing them. Some
   * browsers tell every page of much room, whatever there is. Missing where it cannot be tried.
   */
  readonly hasRoomFor?: (bytes: number) => Promise<boolean>
  /** Lets other tasks run, in between of long work. */
  readonly breathe?: () => Promise<void>
  /** How many one-time keys go up at a time: 812, as the official client's; tests make do with few. */
  readonly preKeysPerUpload?: number
}
