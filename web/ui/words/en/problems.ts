import type { ErrorCode, PlainError } from '../../../bridge/errors.ts'
import { formatDateTime, formatSpan } from '../formats.ts'

/** What an error says on a screen: what happened, then what is safe and what to do. */
export interface ProblemWords {
  readonly title: string
  readonly body: string
  /** What the person can do, where that is more than one thing. */
  readonly ways?: readonly string[]
  /** The service's own words, one line each, in whatever language it chose. */
  readonly quote?: readonly string[]
}

type Details = NonNullable<PlainError['details']>

/** A detail as a number, when the error carries it. */
function numberOf(details: Details, name: string): number | undefined {
  const value = details[name]
  return typeof value === 'number' ? value : undefined
}

/** A detail as a text, when the error carries it. */
function textOf(details: Details, name: string): string | undefined {
  const value = details[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
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
    'The service no longer accepts it. Moonlet asked which version is current, and that did not help. Reload to fetch a newer Moonlet. What is stored here stays.',
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
    'The link of this browser was opened in another place, and only one can use it at a time. Nothing is lost; Moonlet waits until you want it here.',
  ),
  banned,
  unlinked,
  'restart-loop': problem(
    'The service keeps restarting the connection',
    'It happened several times in a row, so Moonlet stopped trying. Your link and everything stored here are untouched. Try again in a few minutes.',
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
  'passkey-required': () => ({
    title: 'This account asks for a passkey',
    body: 'The service wants this link confirmed with the account’s passkey. A passkey works only on the pages it was made for, and Moonlet is not one of them. Your keys here are unchanged.',
    ways: [
      'Link a browser on the service’s own page, where the passkey works.',
      'If the phone’s settings offer it, remove the passkey, and try again here.',
      'If you did not expect this, try again with a new code: the service does not ask every time.',
    ],
  }),
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
    'Check it, with its country code. If it is right, wait a few minutes: asking often for one number is refused as well.',
  ),
  'code-forbidden': problem(
    'No code for this number',
    'The service does not allow this account to link with its number. The QR code works all the same.',
  ),
  'code-too-often': (details) => {
    const backoffSec = numberOf(details, 'backoffSec') ?? 0
    const pause = backoffSec > 0 ? `a pause of ${formatSpan(backoffSec * 1000)}` : 'a pause'
    return {
      title: 'Too many codes were asked for',
      body: `The service wants ${pause} before the next one. The QR code works meanwhile.`,
    }
  },
  'code-unavailable': problem(
    'Linking by number is not offered here',
    'The service has no codes for this account or region. The QR code works all the same.',
  ),
  'code-service-error': problem(
    'The service could not make a code',
    'It had a problem of its own, which often passes. Try again, or use the QR code.',
  ),
  'code-expired': problem(
    'The code has run out',
    'It was renewed several times and nobody typed it. Ask for a new one when the phone is at hand.',
  ),
  'code-refresh': problem(
    'This code is no longer valid',
    'The service withdrew it and leaves it to you to ask for a new one.',
  ),
  'code-used-up': problem(
    'This code was tried too often',
    'Three tries on a phone did not match it. Ask for a new one and compare each character as you type.',
  ),
  'code-unanswered': problem(
    'The phone did not finish linking',
    'It answered, and then nothing more came. If the phone said that the code was wrong, ask for a new one and compare each character. Otherwise keep its app open and try again, or use the QR code.',
  ),
  'logged-out': loggedOut,
  'phone-changed': problem(
    'Your account was set up on a phone again',
    'A new phone, or the app installed anew, ends every link made before. Everything the account had stored here was erased. Link again with the phone you use now. If that was not you, look at the account on your phone first.',
  ),
  'not-kept': problem(
    'A new version started, and the link is gone',
    'This browser was not to keep the link, so it lived only as long as the version that was open. Link again to go on.',
  ),
  'disk-full': problem(
    'There is no space left',
    'This browser cannot store anything more, so Moonlet takes nothing new from the service. Free some space on this device and it goes on by itself. Nothing is lost.',
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
  'moved-elsewhere': problem(
    'This account is used in another browser',
    'The file that it moved here in was opened in another browser before. A link lives in one browser only, so everything was erased here. Go on there, or link this browser anew.',
  ),
  'not-linked': problem('This browser is not linked', 'Only a linked account can move.'),
  moving: problem(
    'This account is just moving',
    'Wait until its file is saved, or stop the move first.',
  ),
  'move-not-kept': problem(
    'This account cannot move',
    'It is kept in memory only, until the last tab closes, so nothing of it can be saved.',
  ),
  'move-not-a-file': problem(
    'This is another kind of file',
    'Choose the file that Moonlet saved in the other browser.',
  ),
  'move-newer': problem('This file is too new', 'Reload this page to get the newer version.'),
  'move-not-released': problem(
    'The end of this file is missing',
    'The other browser did not let go, or the file was not saved whole. Save it there again.',
  ),
  'move-wrong-passphrase': problem('This is not the passphrase', 'Nothing has changed here.'),
  'move-damaged': problem('This file is damaged', 'Save it again in the other browser.'),
  'message-gone': problem('This message is not here any more', 'It was deleted or has expired.'),
  'not-writable': problem(
    'You cannot write here',
    'You are not a member any more, or only admins may write.',
  ),
  'text-empty': problem('There is nothing to send', 'Write something first.'),
  'text-too-long': (details) => ({
    title: 'This message is too long',
    body: `It can have ${numberOf(details, 'max') ?? 65_536} characters. Send it in parts.`,
  }),
  'too-late': problem(
    'It is too late for that',
    'Messages can be changed for 20 minutes and deleted for everyone for two days.',
  ),
  'not-on-service': problem(
    'Nobody answers to this number',
    'Check the number and its country code.',
  ),
  'identity-changed': problem(
    'The security code changed',
    'This contact has a new phone, or installed the app again. Nothing was sent yet.',
  ),
  'no-device': problem(
    'The other side could not be reached',
    'None of their devices takes messages at the moment. Nothing was sent; you can try again.',
  ),
  'send-refused': (details) => ({
    title: 'The service refused this message',
    body: `Its reason has the number ${numberOf(details, 'reason') ?? 0}. You can try again.`,
  }),
  'send-limited': problem(
    'The service limits new conversations',
    'This account has written to many people it does not know. Wait until they answer.',
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

/** Why the service stops an account for a while: the numbers it gives with a 402. */
const banReasons: Readonly<Record<number, string>> = {
  101: 'too many messages went to people who do not have this number',
  102: 'many people have blocked this number',
  103: 'too many groups were made with people who do not have this number',
  104: 'the same message went to too many people',
  106: 'too many messages went to broadcast lists',
}

function banned(details: Details): ProblemWords {
  if (numberOf(details, 'reason') === 406) {
    return {
      title: 'The service has closed this account',
      body: 'It refused the login twice, so this link is over and everything the account had stored here was erased. The phone shows the reason and what can be done.',
    }
  }
  const code = numberOf(details, 'code') ?? 0
  const expireSec = numberOf(details, 'expireSec') ?? 0
  const given = banReasons[code]
  const number = code > 0 ? ` (${code})` : ''
  const why =
    given === undefined ? `It gives no reason${number}.` : `Its reason${number}: ${given}.`
  const until =
    expireSec > 0
      ? `The block lasts about ${formatSpan(expireSec * 1000)}, and Moonlet goes on by itself after it.`
      : 'It does not say for how long. The phone may show more.'
  return {
    title: 'The service has blocked this account for a while',
    body: `${why} ${until} The link and everything stored here stay.`,
  }
}

function unlinked(details: Details): ProblemWords {
  const header = textOf(details, 'header')
  const subtext = textOf(details, 'subtext')
  const said = [header, subtext].filter((text) => text !== undefined)
  const quote = said.length === 0 ? {} : { quote: said }
  if (numberOf(details, 'reason') === 403) {
    return {
      title: 'The service has ended this link',
      body: 'The account is locked, or its phone is gone. Moonlet asked twice before it erased everything the account had stored here.',
      ...quote,
    }
  }
  return {
    title: 'This browser is no longer linked',
    body: 'It was removed from the phone’s list, or was not used for a long time. Moonlet asked twice before it erased everything the account had stored here.',
    ...quote,
  }
}

function loggedOut(details: Details): ProblemWords {
  const title = 'You are logged out'
  return numberOf(details, 'phoneTold') === 0
    ? {
        title,
        body: 'Everything this account had stored in this browser was erased. The service could not be told, so the phone still lists this browser: remove it there, under Linked devices.',
      }
    : {
        title,
        body: 'Everything this account had stored in this browser was erased, and the phone no longer lists it.',
      }
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

const LEFTOVER =
  ' Some of its files could not be deleted, though: clear this page’s data in the browser’s settings.'

/** What to say about an error: loaded with the views that tell it. */
export const problems = {
  problem({ code, details = {} }: PlainError): ProblemWords {
    const words = byCode[code](details)
    // Whatever ended the link, an erasure may have left files behind.
    return details['leftover'] === undefined ? words : { ...words, body: words.body + LEFTOVER }
  },
}
