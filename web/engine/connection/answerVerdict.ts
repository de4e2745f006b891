import type { PlainError } from '../../bridge/errors.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { type LoginFailure, parseFailure } from '../../wire/stanza/failure.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import { parseStreamError, type StreamError } from '../../wire/stanza/streamError.ts'
import { plainError } from '../plainErrors.ts'
import type { Trace } from '../traceRing.ts'
import {
  type Circumstances,
  CONFIRM_AFTER_MS,
  restart,
  stop,
  type Verdict,
  wait,
} from './verdict.ts'

/** How many steps of patience a "too often" costs (whatsapp-rust). */
const TOO_OFTEN_STEPS = 5

/**
 * What follows when the service said why it ends: `<failure>` or `<stream:error>` (chapter 01 sections
 * 7 and 8). One that cannot be read ends the connection like any other trouble of the service.
 */
export function judgeAnswer(stanza: WireNode, about: Circumstances, trace: Trace): Verdict {
  try {
    return stanza.tag === 'failure'
      ? afterFailure(traced(parseFailure(stanza), trace), about)
      : afterStreamError(parseStreamError(stanza), about, trace)
  } catch (cause) {
    if (!(cause instanceof StanzaError)) throw cause
    trace({ step: 'stanza-malformed', rule: cause.message })
    return wait(about, plainError('service-error'))
  }
}

function traced(failure: LoginFailure, trace: Trace): LoginFailure {
  trace({ step: 'login-failed', reason: failure.reason })
  for (const name of failure.malformed) {
    trace({ step: 'stanza-malformed', rule: `bad-number at failure@${name}` })
  }
  if (failure.unknown > 0) {
    trace({ step: 'stanza-unknown', tag: 'failure', parts: failure.unknown })
  }
  return failure
}

function afterFailure(failure: LoginFailure, about: Circumstances): Verdict {
  const { reason } = failure
  const details = { reason }
  switch (reason) {
    case 401:
      return doubt('failure-401', plainError('unlinked', details), about)
    case 403:
      return doubt(
        'failure-403',
        plainError('unlinked', { ...details, ...wordsOf(failure) }),
        about,
      )
    case 406:
      return doubt('failure-406', plainError('banned', details, 'relink'), about)
    case 402:
      return banned(failure, about)
    case 405:
      return { next: 'outdated', error: plainError('outdated', details) }
    case 500:
    case 503:
      return wait(about, plainError('service-error', details))
    default:
      return stop(plainError('service-error', details, 'now'))
  }
}

/** The service's own words about a locked account. */
function wordsOf({ header, subtext }: LoginFailure): Record<string, string> {
  return {
    ...(header === undefined ? {} : { header }),
    ...(subtext === undefined ? {} : { subtext }),
  }
}

/** Whether an error carries the service's own words. */
export function hasWords(details: PlainError['details']): boolean {
  return details?.['header'] !== undefined || details?.['subtext'] !== undefined
}

/** Nobody dials before a ban is over. Without a readable end, a person decides when to try. */
function banned({ reason, code = 0, expireSec = 0 }: LoginFailure, about: Circumstances): Verdict {
  if (expireSec === 0) return stop(plainError('banned', { reason, code }, 'now'))
  return {
    next: 'wait',
    delayMs: expireSec * 1000,
    failures: about.failures,
    error: plainError('banned', { reason, code, expireSec }),
    ban: code,
  }
}

function afterStreamError(error: StreamError, about: Circumstances, trace: Trace): Verdict {
  switch (error.kind) {
    case 'restart':
      trace({ step: 'restart-requested' })
      return restart(about)
    case 'removed':
      return doubt(`stream-${error.code}`, plainError('unlinked', { reason: error.code }), about)
    case 'replaced':
      return stop(plainError('replaced'))
    case 'too-often':
      return wait(about, plainError('service-error', { reason: 429 }), TOO_OFTEN_STEPS)
    case 'unavailable':
    case 'other':
      // A code that nobody knows is no reason to leave a session unattended for good.
      return wait(about, plainError('service-error', { reason: error.code }))
    case 'owed-answer':
    case 'not-well-formed':
      return wait(about, plainError('service-error'))
  }
}

/** Five answers mean that the link is gone. The first is doubted, the second believed. */
function doubt(reason: string, error: PlainError, about: Circumstances): Verdict {
  if (!about.linked) return stop({ ...error, remedy: 'now' })
  if (about.inDoubt) return { next: 'erase', reason, error }
  const { details } = error
  const told = hasWords(details) ? { told: details } : {}
  return { next: 'confirm', delayMs: CONFIRM_AFTER_MS, reason, ...told }
}
