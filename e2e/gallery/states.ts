import type { LinkView } from '../../web/bridge/contract.ts'
import type { ErrorCode, PlainError } from '../../web/bridge/errors.ts'
import { emptyWindow } from '../../web/state/mirror.ts'
import { archiveScenes } from './archiveStates.ts'
import { chatsScenes } from './chatsStates.ts'
import { conversationScenes } from './conversationStates.ts'
import { endScenes } from './endStates.ts'
import { homeScenes } from './homeStates.ts'
import { pairCodeScenes } from './pairCodeStates.ts'
import {
  account,
  base,
  error,
  home,
  live,
  qr,
  type Scene,
  showing,
  startMs,
  waiting,
} from './scene.ts'

const stopped = (code: ErrorCode, details?: PlainError['details']) =>
  live({ connection: { at: 'stopped', error: error(code, details) } })

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
  ...pairCodeScenes,
  ...endScenes,
  ...homeScenes,
  ...conversationScenes,
  ...chatsScenes,
  ...archiveScenes,
}

/** A second code, to watch one replace the other. */
export const nextCode: LinkView = { ...showing, qr: qr('m'), number: 3, remainingMs: 20_000 }
