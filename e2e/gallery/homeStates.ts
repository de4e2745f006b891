import type { LockView } from '../../web/bridge/contract.ts'
import type { WindowState } from '../../web/state/mirror.ts'
import { account, error, home, live, type Scene, showing, waiting } from './scene.ts'

const on: LockView = { at: 'on', method: 'passphrase', idleMinutes: 15 }
const passkey = { credentialId: new Uint8Array([1]), salt: new Uint8Array([2]) }
const onPasskey: LockView = { at: 'on', method: 'passkey', idleMinutes: 5, passkey }
const closed: LockView = { at: 'locked', method: 'passphrase', retryInMs: 0 }
const closedByPasskey: LockView = { at: 'locked', method: 'passkey', retryInMs: 0, passkey }

const bea: WindowState = home({
  account: { ...account, number: '4915550123456', pushName: 'Bea Beispiel' },
}).state
const away: WindowState = home({
  account: { ...account, number: '15550123499', pushName: 'عائشة المثال' },
  connection: waiting('unreachable'),
}).state
const elsewhere: WindowState = home({
  account: {
    ...account,
    number: '15550123477',
    pushName: 'Example Bakery & Sons with a rather long name',
  },
  connection: { at: 'stopped', error: error('replaced') },
}).state
const locked: WindowState = live({ lock: closed, connection: { at: 'idle' } }).state
const ended: WindowState = live({ link: { at: 'ended', error: error('unlinked') } }).state

/** The title of a page that is loaded apart. */
const titled = '[data-page-title]'

const settings = (lock: LockView, window: Partial<WindowState> = {}): Scene => {
  const { state, ...rest } = home({ lock }, '#/settings')
  return { ...rest, state: { ...state, ...window }, until: titled }
}
const closedScene = (lock: LockView, window: Partial<WindowState> = {}): Scene => ({
  ...live({ lock, connection: { at: 'idle' } }, window),
  until: titled,
})
const failed = (
  command: 'unlock' | 'setLock' | 'removeLock',
  code: 'lock-wrong' | 'lock-too-soon',
) => ({ failure: { command, error: error(code, { retryInMs: 0 }) } }) as const

/** What a linked window can show beside its chats: accounts, settings, locks and their questions. */
export const homeScenes: Readonly<Record<string, Scene>> = {
  'log-out': { ...home(), press: ['Log out of this browser'], until: 'dialog[open]' },
  'logging-out': {
    ...home(),
    state: { ...home().state, pending: ['logOut'] },
    press: ['Log out of this browser'],
    until: 'dialog[open]',
  },
  'accounts-one': { ...home(), press: ['Accounts: Ada Example'], until: '[role=menu]' },
  'accounts-many': {
    ...home({ lock: on }),
    others: [bea, away, elsewhere, locked, locked, ended],
    press: ['Accounts: Ada Example'],
    until: '[role=menu]',
  },
  'accounts-adding': { ...live({ link: showing }), others: [bea, locked], until: 'main nav' },
  'accounts-ended': {
    ...live({ link: { at: 'ended', error: error('logged-out') }, connection: { at: 'idle' } }),
    others: [bea],
    until: 'main nav',
  },
  evicted: { ...live({ link: showing }), evicted: true, until: 'main section' },
  'evicted-others': { ...live({ link: showing }), evicted: true, others: [bea], until: 'main nav' },
  'little-room': { ...live({ link: showing }), quotaBytes: 40_000_000, until: 'p[role=status]' },
  settings: settings({ at: 'off' }),
  'settings-memory': {
    until: titled,
    ...home(
      { remember: false, engine: { build: 1, worker: 'shared', storage: 'memory' } },
      '#/settings',
    ),
  },
  'settings-locked-by-passphrase': settings(on),
  'settings-locked-by-passkey': settings(onPasskey),
  'set-passphrase': {
    ...settings({ at: 'off' }),
    press: ['Set a passphrase'],
    until: 'dialog[open]',
  },
  'set-passphrase-short': {
    ...settings({ at: 'off' }),
    press: ['Set a passphrase', 'New passphrase=abc', 'Lock with this'],
    until: 'dialog[open]',
  },
  'set-passphrase-fair': {
    ...settings({ at: 'off' }),
    press: ['Set a passphrase', 'New passphrase=rivermoss9', 'Lock with this'],
    until: 'dialog[open]',
  },
  'set-passphrase-strong': {
    ...settings({ at: 'off' }),
    press: ['Set a passphrase', 'Show', 'New passphrase=copper lantern under seven hills'],
    until: 'dialog[open]',
  },
  'set-passkey': { ...settings({ at: 'off' }), press: ['Use a passkey'], until: 'dialog[open]' },
  'set-passkey-cancelled': {
    ...settings({ at: 'off' }),
    press: ['Use a passkey', 'Make a passkey'],
    until: 'dialog[open]',
  },
  'change-lock-wrong': {
    ...settings(on, failed('setLock', 'lock-wrong')),
    press: ['Change'],
    until: 'dialog[open]',
  },
  'remove-lock': { ...settings(on), press: ['Turn off'], until: 'dialog[open]' },
  locked: closedScene(closed),
  'locked-wrong': closedScene(closed, failed('unlock', 'lock-wrong')),
  'locked-pause': closedScene({ ...closed, retryInMs: 20_000 }, failed('unlock', 'lock-wrong')),
  'locked-unlocking': closedScene(closed, { pending: ['unlock'] }),
  'locked-forgot': {
    ...closedScene(closed),
    press: ['Forgot it?', 'Start over'],
  },
  'locked-passkey': closedScene(closedByPasskey),
  'locked-passkey-cancelled': {
    ...closedScene(closedByPasskey),
    press: ['Unlock with your passkey'],
  },
  'locked-others': { ...closedScene(closed), others: [bea] },
}
