import type { AccountView, ConnectionView, LinkView, Snapshot } from '../../web/bridge/contract.ts'
import type { ErrorCode, PlainError } from '../../web/bridge/errors.ts'
import { plainError } from '../../web/engine/plainErrors.ts'
import type { Actions } from '../../web/state/actions.ts'
import { emptyWindow, type WindowState } from '../../web/state/mirror.ts'

/** A picture to draw: a state of the window and where in it. */
export interface Scene {
  readonly state: WindowState
  readonly hash?: string
  /** The other accounts of this browser. */
  readonly others?: readonly WindowState[]
  /** The browser removed what this account had stored. */
  readonly evicted?: boolean
  /** What the browser gives this page, when it is little. */
  readonly quotaBytes?: number
  /** What its engine answers; without, nothing. */
  readonly actions?: Partial<Actions>
  /** Time goes on in the picture, for what begins after a rest. */
  readonly goes?: true
  /** Draws this conversation alone, without the window around it. */
  readonly chatId?: number
  /** Names of buttons and labels of fields, pressed one after another once it is drawn. */
  readonly press?: readonly string[]
  /** What is there at last, as a selector, when it comes later than the rest. */
  readonly until?: string
}

/** As long as a real one: the link prefix, a reference, three keys of 44 characters, a client type. */
export const qr = (letter: string) =>
  `https://wa.me/settings/linked_devices#2@${letter.repeat(88)},${`${letter.repeat(43)}=,`.repeat(3)}1`

/** When the account of the scenes was linked. */
export const startMs = Date.UTC(2026, 2, 14, 9, 26)

/** Who is linked in the scenes. */
export const account: AccountView = {
  number: '15550123456',
  lid: '100200300400500@lid',
  pushName: 'Ada Example',
  phonePlatform: 'android',
  deviceName: 'Chrome (Linux)',
  deviceNumber: 7,
  linkedAtMs: startMs,
}

/** What a scene has unless it says otherwise. */
export const base: Snapshot = {
  engine: { build: 1, worker: 'shared', storage: 'persistent' },
  service: { name: 'sandbox', url: 'ws://localhost:4173/ws/chat' },
  remember: true,
  lock: { at: 'off' },
  link: { at: 'preparing' },
  connection: { at: 'online' },
}

/** A code to scan, in the middle of its life. */
export const showing: Extract<LinkView, { at: 'showingQr' }> = {
  at: 'showingQr',
  qr: qr('k'),
  number: 2,
  of: 6,
  remainingMs: 14_000,
  lifeMs: 20_000,
  rate: 1,
}

/** An error as the engine tells it, with its usual remedy. */
export const error = (code: ErrorCode, details?: PlainError['details']): PlainError =>
  plainError(code, details)

/** A window that hears from its engine. */
export function live(snapshot: Partial<Snapshot>, window: Partial<WindowState> = {}): Scene {
  return {
    state: {
      ...emptyWindow(0),
      engine: { at: 'live' },
      snapshot: { ...base, ...snapshot },
      ...window,
    },
  }
}

/** A connection that waits for its next attempt. */
export const waiting = (code: ErrorCode): ConnectionView => ({
  at: 'waiting',
  error: error(code),
  attempt: 3,
  retryInMs: 11_400,
  rate: 1,
})

/** A linked window. */
export const home = (snapshot: Partial<Snapshot> = {}, hash = '#/you'): Scene => ({
  ...live({ link: { at: 'linked' }, account, ...snapshot }),
  hash,
})
