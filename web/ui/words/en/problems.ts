import type { ErrorCode, PlainError } from '../../../bridge/errors.ts'
import { formatDateTime, formatSpan } from '../formats.ts'

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
const byCode: Readonly<Record<ErrorCode, (details: Details) => ProblemWords>> = {
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
    const expireSec = numberOf(details, 'expireSec') ?? 0
    const until = expireSec > 0 ? ` The block ends in about ${formatSpan(expireSec * 1000)}.` : ''
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
    'It was incomplete or damaged.',
  ),
  'pair-hmac': problem(
    'The phone’s answer did not match this code',
    'It may have been changed on the way.',
  ),
  'pair-signature': problem(
    'The phone’s signature is not valid',
    'The link was refused, because the answer may not come from your phone.',
  ),
  'pair-storage': problem(
    'The link could not be saved',
    'This browser refused to store it, perhaps because its space is full. The phone was told.',
  ),
  'passkey-required': problem(
    'This account asks for a passkey',
    'The service ties that passkey to its own pages, so no other page can use it.',
  ),
  'not-while-linked': problem('Not while this browser is linked', 'Unlink it on the phone first.'),
  'number-required': problem('Which number?', 'Enter the phone number of your account.'),
  'number-too-short': problem('That number is too short', 'A phone number has at least 7 digits.'),
  'number-leading-zero': problem(
    'Start with the country code',
    'An international number does not begin with 0.',
  ),
  'code-invalid': problem(
    'That code cannot be used',
    'A code has 8 characters: digits 1 to 9 and capital letters, without I, O and U.',
  ),
  'code-bad-request': problem(
    'The service did not take this number',
    'Check the number. If it is right, wait a few minutes: asking often for one number is refused, too.',
  ),
  'code-forbidden': problem(
    'The service does not give a code for this number',
    'Link with the QR code instead.',
  ),
  'code-too-often': (details) => {
    const backoffSec = numberOf(details, 'backoffSec') ?? 0
    const when = backoffSec > 0 ? ` Try again in ${formatSpan(backoffSec * 1000)}.` : ''
    return {
      title: 'Too many codes were asked for',
      body: `The service wants a pause.${when} The QR code works meanwhile.`,
    }
  },
  'code-unavailable': problem(
    'Linking by number is not offered here',
    'The service does not offer it for this account or region. Link with the QR code instead.',
  ),
  'code-service-error': problem(
    'The service could not make a code',
    'It had a problem of its own. Try again, or use the QR code.',
  ),
  'code-expired': problem(
    'The code has run out',
    'Nobody typed it on the phone in time. Ask for a new one when the phone is at hand.',
  ),
  'code-refresh': problem('This code is no longer valid', 'The service asks for a new one.'),
  'code-used-up': problem(
    'This code was tried too often',
    'The phone tried it three times. Ask for a new one and type it slowly.',
  ),
  'code-unanswered': problem(
    'The phone did not finish linking',
    'It took the code and then sent nothing more. Ask for a new code, or use the QR code.',
  ),
  'logged-out': problem(
    'You are logged out',
    'Everything this account had stored in this browser was erased.',
  ),
  'phone-changed': problem(
    'Your account was set up on a phone again',
    'That ends every linked device. Everything the account had stored here was erased. Link again with the phone you use now.',
  ),
  'not-kept': problem(
    'A new version started, and the link is gone',
    'This browser was not to keep the link, so it lived only as long as the version that was open. Link again to go on.',
  ),
  'disk-full': problem(
    'There is no space left',
    'This browser cannot store anything more. Free some space on this device; Moonlet goes on by itself, and nothing is lost.',
  ),
  locked: problem('Moonlet is locked', 'Unlock it first.'),
  'lock-wrong': problem('That did not unlock it', 'Check what you typed and try again.'),
  'lock-too-soon': (details) => {
    const retryInMs = numberOf(details, 'retryInMs') ?? 0
    return {
      title: 'One moment',
      body: `After wrong tries there is a pause. The next one is possible in ${formatSpan(retryInMs)}.`,
    }
  },
  'lock-weak': problem('That is too easy to guess', 'Use at least 8 characters.'),
  'lock-unavailable': problem(
    'The lock cannot be used here',
    'This browser keeps no keys between visits, so there is nothing to lock.',
  ),
  'service-changed': problem(
    'This page now points to another service',
    'Your link was made with a different one, so Moonlet did not connect. Your keys stayed here.',
  ),
  'storage-failed': problem(
    'This browser does not let Moonlet store anything',
    'A private window, a full disk or a setting can cause this. Change that and try again.',
  ),
  'storage-newer': problem(
    'A newer version stored your data',
    'This page is older than what lies in this browser, so it did not touch it. Reload to get the newer page.',
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
  const notBefore = numberOf(details, 'notBefore')
  const notAfter = numberOf(details, 'notAfter')
  const here = deviceTimeMs === undefined ? '' : `It says ${formatDateTime(deviceTimeMs)}. `
  const window =
    notBefore === undefined || notAfter === undefined
      ? ''
      : `The service’s certificate is valid from ${formatDateTime(notBefore * 1000)} to ${formatDateTime(notAfter * 1000)}. `
  return `${here}${window}Set the clock and try again. Nothing was erased.`
}

/** What to say about an error: loaded with the views that tell it. */
export const problems = {
  problem: (error: PlainError): ProblemWords => byCode[error.code](error.details ?? {}),
}
