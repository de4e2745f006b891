import type { AccountView, ConnectionView, LinkView, Snapshot } from '../../web/bridge/contract.ts'
import type { ErrorCode, PlainError } from '../../web/bridge/errors.ts'
import { emptyWindow, type WindowState } from '../../web/state/mirror.ts'

/** A picture to draw: a state of the window and where in it. */
export interface Scene {
  readonly state: WindowState
  readonly hash?: string
}

/** As long as a real one: the link prefix, a reference, three keys of 44 characters, a client type. */
const qr = (letter: string) =>
  `https://wa.me/settings/linked_devices#2@${letter.repeat(88)},${`${letter.repeat(43)}=,`.repeat(3)}1`

const startMs = Date.UTC(2026, 2, 14, 9, 26)

const account: AccountView = {
  number: '15550123456',
  lid: '100200300400500@lid',
  pushName: 'Ada Example',
  phonePlatform: 'android',
  deviceName: 'Chrome (Linux)',
  deviceNumber: 7,
  linkedAtMs: startMs,
}

const base: Snapshot = {
  engine: { build: 1, worker: 'shared', storage: 'persistent' },
  service: { name: 'sandbox', url: 'ws://localhost:4173/ws/chat' },
  remember: true,
  lock: { at: 'off' },
  link: { at: 'preparing' },
  connection: { at: 'online' },
}

const showing: LinkView = {
  at: 'showingQr',
  qr: qr('k'),
  number: 2,
  of: 6,
  remainingMs: 14_000,
  lifeMs: 20_000,
  rate: 1,
}

function error(code: ErrorCode, details?: PlainError['details']): PlainError {
  return { code, remedy: 'no', ...(details === undefined ? {} : { details }) }
}

function live(snapshot: Partial<Snapshot>, window: Partial<WindowState> = {}): Scene {
  return {
    state: {
      ...emptyWindow(0),
      engine: { at: 'live' },
      snapshot: { ...base, ...snapshot },
      ...window,
    },
  }
}

const stopped = (code: ErrorCode, details?: PlainError['details']) =>
  live({ connection: { at: 'stopped', error: error(code, details) } })

const waiting = (code: ErrorCode): ConnectionView => ({
  at: 'waiting',
  error: error(code),
  attempt: 3,
  retryInMs: 11_400,
  rate: 1,
})

const home = (snapshot: Partial<Snapshot> = {}, hash = '#/you'): Scene => ({
  ...live({ link: { at: 'linked' }, account, ...snapshot }),
  hash,
})

const clock = {
  deviceTimeMs: startMs,
  notBefore: (startMs + 9e9) / 1000,
  notAfter: (startMs + 3e11) / 1000,
}

/** Every state a window can show, by name. `shots.ts` and the accessibility check draw them all. */
export const scenes: Readonly<Record<string, Scene>> = {
  opening: { state: emptyWindow(0) },
  preparing: live({ connection: { at: 'connecting', attempt: 1 } }),
  'preparing-code': live({}),
  code: live({ link: showing }),
  'code-first': live({
    link: { ...showing, number: 1, remainingMs: 60_000, lifeMs: 60_000 },
    service: { name: 'WhatsApp', url: 'wss://moonlet.example/ws/chat' },
  }),
  'code-last-fast-clock': live({
    link: { ...showing, number: 6, remainingMs: 100_000, lifeMs: 200_000, rate: 10 },
    service: { ...base.service, clock: { offsetMs: 3 * 86_400_000, rate: 10 } },
  }),
  'code-not-remembered': live({ link: showing, remember: false }),
  'code-memory-only': live({
    link: showing,
    remember: false,
    engine: { ...base.engine, storage: 'memory' },
  }),
  'remember-changing': live({}, { pending: ['setRemember'] }),
  expired: live({ link: { at: 'expired' }, connection: { at: 'idle' } }),
  confirming: live({ link: { at: 'confirming' } }),
  'confirming-login': live({
    link: { at: 'confirming' },
    connection: { at: 'connecting', attempt: 1 },
  }),
  offline: live({ connection: waiting('offline') }),
  unreachable: live({ connection: waiting('unreachable') }),
  'unreachable-trying': live(
    { connection: { at: 'connecting', attempt: 4 } },
    { trouble: error('unreachable') },
  ),
  outdated: stopped('outdated', { reason: 405 }),
  'clock-wrong': stopped('clock-wrong', clock),
  'certificate-refused': stopped('certificate-refused'),
  'restart-loop': stopped('restart-loop'),
  'service-changed': stopped('service-changed'),
  'storage-failed': stopped('storage-failed'),
  'storage-damaged': stopped('storage-damaged'),
  'storage-newer': stopped('storage-newer'),
  'refused-signature': live({ link: { at: 'refused', error: error('pair-signature') } }),
  'refused-hmac': live({ link: { at: 'refused', error: error('pair-hmac') } }),
  'refused-malformed': live({ link: { at: 'refused', error: error('pair-malformed') } }),
  'refused-passkey': live({ link: { at: 'refused', error: error('passkey-required') } }),
  'ended-unlinked': live({ link: { at: 'ended', error: error('unlinked') } }),
  'ended-banned': live({
    link: { at: 'ended', error: error('banned', { expireSec: 86_400 }) },
  }),
  'engine-lost': live({ link: showing }, { engine: { at: 'lost', error: error('engine-lost') } }),
  'engine-cannot-start': {
    state: { ...emptyWindow(0), engine: { at: 'lost', error: error('storage-failed') } },
  },
  'order-failed': live(
    { link: { at: 'expired' } },
    { failure: { command: 'newCode', error: error('internal') } },
  ),
  retired: { state: { ...home().state, engine: { at: 'retired', forBuild: 2 } } },
  you: home(),
  'you-business': home({
    account: {
      ...account,
      businessName: 'Example Bakery & Sons',
      phonePlatform: 'smba',
      pushName: 'عائشة المثال',
    },
  }),
  'you-bare': home({
    remember: false,
    account: {
      number: '4915550123456',
      deviceName: 'Firefox (Linux)',
      deviceNumber: 1,
      linkedAtMs: startMs,
    },
  }),
  'you-offline': home({ connection: waiting('offline') }),
  'you-replaced': home({ connection: { at: 'stopped', error: error('replaced') } }),
  'you-checking': home({ connection: { at: 'checking' } }),
  chats: home({}, '#/chats'),
  'chats-offline': home({ connection: waiting('unreachable') }, '#/chats'),
}

/** A second code, to watch one replace the other. */
export const nextCode: LinkView = { ...showing, qr: qr('m'), number: 3, remainingMs: 20_000 }
