import type { PlainError } from '../../bridge/errors.ts'
import type { RandomBytes } from '../../platform/platform.ts'
import { plainError } from '../plainErrors.ts'
import { backoffMs } from './backoff.ts'
import type { Ending } from './ending.ts'

/** What follows an ending. Law 11: nothing is erased on a first doubtful answer. */
export type Verdict =
  /** The service asked for it, or pairing ended so: dial at once, as a state and not as an error. */
  | { readonly next: 'restart' }
  /** Dial at once, for a reason of our own. */
  | { readonly next: 'redial' }
  | {
      readonly next: 'wait'
      readonly delayMs: number
      readonly failures: number
      readonly error: PlainError
      /** The service's number for why it takes no login until then. Nobody shortens this pause. */
      readonly ban?: number
    }
  /** This version was refused: whether to dial again depends on what the current one is. */
  | { readonly next: 'outdated'; readonly error: PlainError }
  /** Keep everything, store the doubt, and confirm by one fresh connection after `delayMs`. */
  | {
      readonly next: 'confirm'
      readonly delayMs: number
      readonly reason: string
      /** What the answer told in words of the service: the confirming one may have none. */
      readonly told?: PlainError['details']
    }
  /** The doubt is confirmed. */
  | { readonly next: 'erase'; readonly reason: string; readonly error: PlainError }
  | { readonly next: 'stop'; readonly error: PlainError }
  /** We wanted it to end: nothing follows by itself. */
  | { readonly next: 'rest' }

/** What an ending has to be seen against. */
export interface Circumstances {
  /** Whether a session is stored. */
  readonly linked: boolean
  /** Whether an earlier ending is still in doubt. */
  readonly inDoubt: boolean
  /** Failures and restarts since the connection last held for 30 s, this one not counted. */
  readonly failures: number
  readonly restarts: number
  /** Whether the handshake was done. */
  readonly secured: boolean
  /** Whether edge-routing info led the way. */
  readonly routed: boolean
  /** Whether this connection stored a session: it cannot be used for anything else. */
  readonly paired: boolean
  /** Whether nobody waits for another one: the codes are used up, or the link was refused. */
  readonly unwanted: boolean
  /** Whether the device says that it has a network. */
  readonly networkOn: boolean
  readonly randomBytes: RandomBytes
}

/** Not sooner than this after the doubt (chapter 01 section 7). */
export const CONFIRM_AFTER_MS = 2_000
/** The third restart in a row is a loop. */
const RESTART_LIMIT = 3

/** What the service said needs to be read first: see `answerVerdict.ts`. */
export type WordlessEnding = Exclude<Ending, { why: 'answer' }>

/** Decides what follows. Pure: the same circumstances and random bytes give the same verdict. */
export function judge(ending: WordlessEnding, about: Circumstances): Verdict {
  if (about.unwanted) return { next: 'rest' }
  if (about.routed && !about.secured && isRoutingSuspect(ending)) return { next: 'redial' }
  switch (ending.why) {
    case 'own-wish':
      return { next: 'rest' }
    case 'broken':
      return brokenVerdict(ending.error, about)
    case 'restart-overdue':
    case 'refs-wanted':
      return restart(about)
    case 'lost':
    case 'stream-end':
      return about.paired ? restart(about) : wait(about, networkError(about, 'stream-lost'))
    case 'unreachable':
    case 'scripts-missing':
      return wait(about, networkError(about, 'unreachable'))
    case 'handshake-timeout':
      return wait(about, networkError(about, 'handshake-timeout'))
    case 'silent':
      return wait(about, networkError(about, 'silent'))
    case 'handshake-failed':
      return wait(about, plainError('handshake-failed', { rule: ending.rule }))
    case 'undecipherable':
      return wait(about, plainError('stream-lost'))
    case 'nonsense':
      return wait(about, plainError('service-error'))
    case 'certificate-refused':
      return stop(plainError('certificate-refused', { rule: ending.rule }))
    case 'clock-wrong': {
      const { deviceSec, notBefore, notAfter } = ending
      return stop(
        plainError('clock-wrong', { deviceTimeMs: deviceSec * 1000, notBefore, notAfter }),
      )
    }
  }
}

/** A full disk may have room again; everything else that breaks here waits for a person. */
export function brokenVerdict(error: PlainError, about: Circumstances): Verdict {
  return error.remedy === 'backoff' ? wait(about, error) : stop(error)
}

/** Endings that a stale route would bring about; a refused certificate is another matter. */
function isRoutingSuspect({ why }: Ending): boolean {
  return ['unreachable', 'lost', 'handshake-timeout', 'handshake-failed'].includes(why)
}

/** At once, unless it happened too often. */
export function restart(about: Circumstances): Verdict {
  if (about.restarts + 1 >= RESTART_LIMIT) return stop(plainError('restart-loop'))
  return { next: 'restart' }
}

/** Nothing follows before a person asks. */
export function stop(error: PlainError): Verdict {
  return { next: 'stop', error }
}

/** After the pause that `steps` more failures make. */
export function wait(about: Circumstances, error: PlainError, steps = 1): Verdict {
  const failures = about.failures + steps
  return { next: 'wait', delayMs: backoffMs(failures, about.randomBytes), failures, error }
}

function networkError(
  about: Circumstances,
  code: 'stream-lost' | 'unreachable' | 'handshake-timeout' | 'silent',
): PlainError {
  return plainError(about.networkOn ? code : 'offline')
}
