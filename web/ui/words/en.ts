import type { ErrorCode, PlainError } from '../../bridge/errors.ts'
import { formatDateTime, formatSeconds, formatSpan, hostOf } from './formats.ts'

/** What an error says on a screen: what happened, then what is safe and what to do. */
export interface ProblemWords {
  readonly title: string
  readonly body: string
}

type Details = NonNullable<PlainError['details']>

/** A detail as a number, when the error carries it. */
function numberOf(details: Details, name: string): number | undefined {
  const value = details[name]
  return typeof value === 'number' ? value : undefined
}

const problem = (title: string, body: string) => (): ProblemWords => ({ title, body })

/** One entry per error code: the compiler refuses a code without words. */
const problems: Readonly<Record<ErrorCode, (details: Details) => ProblemWords>> = {
  offline: problem(
    'No network',
    'This device is not connected. Moonlet goes on by itself once the network is back.',
  ),
  unreachable: problem(
    'The service does not answer',
    'The network works, but the service cannot be reached at the moment.',
  ),
  'handshake-timeout': problem(
    'The service is slow to answer',
    'The connection opened and then stayed quiet, so it was closed.',
  ),
  'handshake-failed': problem(
    'No secure connection',
    'The service and this browser could not agree on keys. Nothing was sent.',
  ),
  'certificate-refused': problem(
    'This is not the service it claims to be',
    'Its certificate is not genuine. The connection was closed before anything about you was sent. Someone on this network may be interfering: try another network.',
  ),
  'clock-wrong': (details) => ({
    title: 'This device’s clock looks wrong',
    body: clockWrong(details),
  }),
  'stream-lost': problem('The connection was lost', 'Nothing is lost on this side.'),
  silent: problem(
    'The connection went quiet',
    'Nothing had arrived for a while, so a new connection is being made.',
  ),
  outdated: problem(
    'This version is too old',
    'The service no longer accepts it. Reload to fetch the current one. What is stored here stays.',
  ),
  'service-error': (details) => {
    const reason = numberOf(details, 'reason')
    const number = reason === undefined ? '' : ` (${reason})`
    return {
      title: 'The service has a problem',
      body: `It answered with an error of its own${number}. Nothing was changed here.`,
    }
  },
  replaced: problem(
    'In use somewhere else',
    'Another program took over this linked device. Moonlet waits until you want it back.',
  ),
  banned: (details) => {
    const expiresInSec = numberOf(details, 'expiresInSec')
    const until =
      expiresInSec === undefined
        ? ''
        : ` The block ends in about ${formatSpan(expiresInSec * 1000)}.`
    return {
      title: 'The service has blocked this account',
      body: `Your phone shows the reason and what you can do.${until}`,
    }
  },
  unlinked: problem(
    'This browser is no longer linked',
    'It was removed from the phone’s list, or the account moved to another phone. Everything the account had stored here was erased.',
  ),
  'restart-loop': problem(
    'The service keeps restarting the connection',
    'It happened several times in a row, so Moonlet stopped trying. Your keys are still here.',
  ),
  'multi-device-missing': problem(
    'The phone cannot link devices yet',
    'Update the app on the phone, then show a new code.',
  ),
  'pair-malformed': problem(
    'The phone’s answer could not be read',
    'It was incomplete or damaged. Nothing was saved here.',
  ),
  'pair-hmac': problem(
    'The phone’s answer did not match this code',
    'It may have been changed on the way. Nothing was saved here.',
  ),
  'pair-signature': problem(
    'The phone’s signature is not valid',
    'The link was refused, because the answer may not come from your phone. Nothing was saved here.',
  ),
  'pair-storage': problem(
    'The link could not be saved',
    'This browser refused to store it, perhaps because its space is full. The phone was told, and nothing was kept.',
  ),
  'passkey-required': problem(
    'This account asks for a passkey',
    'The service ties that passkey to its own pages, so no other page can use it. Nothing was saved here.',
  ),
  'not-while-linked': problem('Not while this browser is linked', 'Unlink it on the phone first.'),
  'service-changed': problem(
    'This page now points to another service',
    'Your link was made with a different one, so Moonlet did not connect. Your keys stayed here.',
  ),
  'storage-failed': problem(
    'This browser does not let Moonlet store anything',
    'A private window, a full disk or a setting can cause this. Change that and try again.',
  ),
  'storage-damaged': problem(
    'What was stored here cannot be opened',
    'The stored data is damaged, or its key is gone. Your phone and your chats on it are not affected.',
  ),
  'engine-lost': problem(
    'Moonlet stopped in the background',
    'It is being started again. What was stored is safe.',
  ),
  internal: problem(
    'Something went wrong inside Moonlet',
    'That should not happen. What was stored is safe. Reloading helps in most cases.',
  ),
}

function clockWrong(details: Details): string {
  const deviceTimeMs = numberOf(details, 'deviceTimeMs')
  const notBeforeMs = numberOf(details, 'notBeforeMs')
  const notAfterMs = numberOf(details, 'notAfterMs')
  const here = deviceTimeMs === undefined ? '' : `It says ${formatDateTime(deviceTimeMs)}. `
  const window =
    notBeforeMs === undefined || notAfterMs === undefined
      ? ''
      : `The service’s certificate is valid from ${formatDateTime(notBeforeMs)} to ${formatDateTime(notAfterMs)}. `
  return `${here}${window}Set the clock and try again. Nothing was erased.`
}

/** Every word of the product, in English. Functions take what varies; nothing is glued in components. */
export const en = {
  locale: 'en',
  product: 'Moonlet',
  titles: {
    link: 'Link this browser · Moonlet',
    chats: 'Chats · Moonlet',
    you: 'You · Moonlet',
    other: 'Moonlet',
  },
  skip: 'Skip to the content',
  nav: { label: 'Parts of Moonlet', chats: 'Chats', you: 'You' },
  service: {
    label: 'Service',
    sandbox: 'Practice service (sandbox)',
    other: (name: string, url: string) => `${name} through ${hostOf(url)}`,
    clock: (clock: { readonly offsetMs: number; readonly rate: number }) => {
      const speed = clock.rate === 1 ? [] : [`runs ${formatNumberOf(clock.rate)}×`]
      const ahead = clock.offsetMs > 0 ? 'ahead' : 'behind'
      const shift = clock.offsetMs === 0 ? [] : [`${formatSpan(Math.abs(clock.offsetMs))} ${ahead}`]
      return `Test clock: ${[...speed, ...shift].join(', ')}`
    },
  },
  link: {
    title: 'Link this browser',
    lead: 'Your chats stay on your phone. Once linked, you can also read and write them here.',
    steps: [
      'On your phone, open WhatsApp and find Linked devices in its menu or settings.',
      'Choose to link a new device.',
      'Hold the phone’s camera over the code until it is recognised.',
    ],
    stepsLabel: 'How to link',
    practiceLead: 'No real phone is needed here.',
    practicePhone: 'Open the practice phone',
    remember: 'Keep me linked on this browser',
    rememberOn: 'Closing the page or restarting keeps the link.',
    rememberOff:
      'Closing or reloading the last Moonlet tab ends the link here. The phone still lists this browser until you remove it there.',
    rememberImpossible:
      'This browser cannot keep keys, as in some private windows. Closing or reloading the last Moonlet tab ends the link here; the phone still lists this browser until you remove it there.',
    rememberChanging: 'Making fresh keys for a new code.',
    qrLabel: (number: number, of: number, lifeMs: number) =>
      `QR code for linking, ${number} of ${of}. It is valid for ${formatSpan(lifeMs)} after it appears.`,
    position: (number: number, of: number) => `Code ${number} of ${of}`,
    untilNext: (seconds: number) => `Next code in ${formatSeconds(seconds)}`,
    untilEnd: (seconds: number) => `Ends in ${formatSeconds(seconds)}`,
    preparing: {
      engine: 'Opening what is stored here',
      dial: 'Connecting to the service',
      code: 'Waiting for a code',
    },
    expired: {
      title: 'All codes have been shown',
      body: 'Moonlet stops after a few minutes so that no code lies open unattended.',
    },
    confirming: {
      title: 'Your phone answered',
      body: 'Keep the phone’s app open for a moment.',
      scanned: 'Code scanned',
      checking: 'Checking the answer',
      signingIn: 'Signing in',
      done: 'done',
      phasesLabel: 'Progress',
    },
  },
  actions: {
    newCode: 'Show a new code',
    linkAgain: 'Link again',
    retryNow: 'Try now',
    tryAgain: 'Try again',
    useHere: 'Use it here',
    reload: 'Reload',
    startOver: 'Start over',
    startOverConfirm: 'Erase and start over',
    startOverWhy:
      'This erases everything Moonlet stored in this browser. Your phone and its chats are not touched.',
    cancel: 'Keep it',
  },
  retry: {
    next: (seconds: number) => `Next try in ${formatSeconds(seconds)}`,
    soon: 'Trying',
  },
  bar: {
    connecting: 'Connecting',
    checking: 'Checking whether this browser is still linked. Nothing has been erased.',
    failed: (title: string) => `That did not work: ${title}`,
  },
  retired: {
    title: 'A newer version is running',
    body: 'Another tab has already moved to it. Reload this tab to go on; nothing is lost.',
  },
  crashed: {
    title: 'This page broke',
    body: 'The link and everything stored are safe. Reloading usually helps. If it keeps happening, start over.',
  },
  lost: {
    title: 'Moonlet stopped in the background',
    body: 'It is being started again.',
  },
  account: {
    title: 'You',
    linked: 'This browser is linked.',
    toChats: 'Go to your chats',
    picture: (name: string) => `Profile picture of ${name}`,
    nameless: 'No name yet',
    you: 'Your account',
    number: 'Phone number',
    privateId: 'Private ID',
    privateIdWhy: 'Stands in for the number, so that others need not see it.',
    business: 'Business',
    phone: 'Phone',
    browser: 'This browser',
    device: 'Listed on the phone as',
    deviceNumber: 'Linked device number',
    since: 'Linked since',
    connection: 'Connection',
    stays: 'Stays linked',
    staysYes: 'Yes, until you unlink it on the phone',
    staysNo: 'Until the last Moonlet tab closes or reloads',
    unlink: 'To unlink, open Linked devices on your phone and remove this browser from the list.',
  },
  connection: {
    idle: 'Not connected',
    connecting: 'Connecting',
    online: 'Connected',
    checking: 'Being checked',
    waiting: 'Waiting to reconnect',
    stopped: 'Stopped',
  },
  phones: {
    android: 'Android phone',
    iphone: 'iPhone',
    smba: 'Android phone with the business app',
    smbi: 'iPhone with the business app',
    other: (name: string) => `Phone (${name})`,
  },
  chats: {
    title: 'Chats',
    emptyTitle: 'No chats here yet',
    emptyBody: 'They appear here as your phone sends them.',
    toAccount: 'See who is linked',
    paneTitle: 'Nothing open',
    paneBody: 'A chat that you choose from the list opens here.',
  },
  announce: {
    code: (number: number, of: number, lifeMs: number) =>
      number === 1
        ? `A code is ready to scan, valid for ${formatSpan(lifeMs)}.`
        : `New code, ${number} of ${of}.`,
    expired: 'All codes have been shown. You can ask for a new one.',
    confirming: 'Your phone answered. Finishing the link.',
    linked: 'This browser is linked.',
    online: 'Connected.',
    problem: (words: ProblemWords) => `${words.title}. ${words.body}`,
  },
  independence:
    'Moonlet is an independent project. It is not made, endorsed or supported by WhatsApp or Meta.',
  problem: (error: PlainError): ProblemWords => problems[error.code](error.details ?? {}),
}

function formatNumberOf(value: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(value)
}

/** The shape another language must fill. */
export type Words = typeof en
