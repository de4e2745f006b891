import type { PairCodeView } from '../../bridge/contract.ts'
import type { PlainError } from '../../bridge/errors.ts'
import { equalBytes } from '../../crypto/bytes.ts'
import { plainError } from '../plainErrors.ts'

/** What a person asked for. */
export interface CodeWish {
  /** Digits of the phone number. */
  readonly number: string
  /** The code they chose themselves. A renewal keeps it. */
  readonly custom?: string
}

interface Wished {
  readonly wish: CodeWish
  /** How many companion_hellos were sent for this wish. */
  readonly sent: number
}

/** A code that a phone may be waiting for. */
interface Hidden extends Wished {
  /** Tells this code from every other one of this engine. */
  readonly attempt: number
  readonly code: string
  /** 180 s from the moment companion_hello was sent. */
  readonly deadlineMs: number
}

/** A code that can be typed. */
interface Live extends Hidden {
  readonly ref: Uint8Array
  /** How many primary_hellos came for it. */
  readonly hellos: number
}

export type CodePhase =
  | { readonly at: 'none' }
  /** Wanted, but there is no connection that has refs. */
  | ({ readonly at: 'waiting' } & Wished)
  /** The key behind the code is being derived. */
  | ({ readonly at: 'deriving'; readonly attempt: number } & Wished)
  /** companion_hello is out. */
  | ({ readonly at: 'asking' } & Hidden)
  | ({ readonly at: 'showing' } & Live)
  /** Typed: the new secret is derived and stored. `answerByMs`: an earlier finish is out. */
  | ({ readonly at: 'answering'; readonly answerByMs?: number } & Live)
  /** companion_finish is out; the phone has until `answerByMs`. */
  | ({ readonly at: 'finishing'; readonly answerByMs: number } & Live)
  | { readonly at: 'failed'; readonly number: string; readonly error: PlainError }

export interface CodeState {
  readonly phase: CodePhase
  /** The service wants no request before this time. */
  readonly quietUntilMs: number
}

export type CodeEvent =
  | { readonly type: 'ask'; readonly wish: CodeWish; readonly nowMs: number }
  | { readonly type: 'cancel' }
  /** The link was decided without this code, or with it. Its secret stays as it is. */
  | { readonly type: 'over' }
  /** There is a connection with refs. `attempt`: a number that was never used before. */
  | { readonly type: 'ready'; readonly attempt: number }
  | {
      readonly type: 'helloSent'
      readonly attempt: number
      readonly code: string
      readonly nowMs: number
    }
  | { readonly type: 'refGiven'; readonly attempt: number; readonly ref: Uint8Array }
  /** The service takes no code; not before `quietUntilMs`, if it said so. */
  | {
      readonly type: 'refused'
      readonly attempt: number
      readonly error: PlainError
      readonly quietUntilMs?: number
    }
  /** A phone typed a code. */
  | { readonly type: 'hello'; readonly ref: Uint8Array; readonly nowMs: number }
  /** The hello holds keys that no secret can be made of. */
  | { readonly type: 'helloUseless'; readonly attempt: number }
  | { readonly type: 'finishSent'; readonly attempt: number; readonly nowMs: number }
  /** The service refused the finish that answered this hello. */
  | {
      readonly type: 'finishRefused'
      readonly attempt: number
      readonly hello: number
      readonly error: PlainError
      readonly quietUntilMs?: number
    }
  /** The service wants another code in place of the one with this ref. */
  | { readonly type: 'refresh'; readonly ref: Uint8Array; readonly forced: boolean }
  /** Time has passed. */
  | { readonly type: 'tick'; readonly nowMs: number }
  /** The connection is gone, and every ref with it. */
  | { readonly type: 'lost' }

/** The code's life, the phone's time after companion_finish, and two limits (chapter 03 section 5). */
const CODE_LIFE_MS = 180_000
const ANSWER_LIMIT_MS = 60_000
const HELLO_LIMIT = 3
const RENEWAL_LIMIT = 5

/** Before anybody asked. */
export const noCode: CodeState = { phase: { at: 'none' }, quietUntilMs: 0 }

/** The next state. Events that mean nothing here leave the same object. */
export function transition(state: CodeState, event: CodeEvent): CodeState {
  const phase = nextPhase(state, event)
  const quietUntilMs = nextQuiet(state, event, phase)
  return phase === state.phase && quietUntilMs === state.quietUntilMs
    ? state
    : { phase, quietUntilMs }
}

function nextQuiet({ phase, quietUntilMs }: CodeState, event: CodeEvent, next: CodePhase): number {
  if (event.type === 'tick') return event.nowMs < quietUntilMs ? quietUntilMs : 0
  const isRefusal = event.type === 'refused' || event.type === 'finishRefused'
  return isRefusal && next !== phase ? (event.quietUntilMs ?? 0) : quietUntilMs
}

function nextPhase({ phase, quietUntilMs }: CodeState, event: CodeEvent): CodePhase {
  switch (event.type) {
    case 'ask':
      return asked(phase, event.wish, quietUntilMs - event.nowMs)
    case 'cancel':
    case 'over':
      return phase.at === 'none' ? phase : { at: 'none' }
    case 'ready':
      return phase.at === 'waiting' ? { ...phase, at: 'deriving', attempt: event.attempt } : phase
    case 'helloSent': {
      if (phase.at !== 'deriving' || phase.attempt !== event.attempt) return phase
      const { attempt, code, nowMs } = event
      const { wish, sent } = phase
      const deadlineMs = nowMs + CODE_LIFE_MS
      return { at: 'asking', wish, sent: sent + 1, attempt, code, deadlineMs }
    }
    case 'refGiven':
      return phase.at === 'asking' && phase.attempt === event.attempt
        ? { ...phase, at: 'showing', ref: event.ref, hellos: 0 }
        : phase
    case 'refused':
      return (phase.at === 'deriving' || phase.at === 'asking') && phase.attempt === event.attempt
        ? failed(phase, event.error)
        : phase
    case 'hello':
      return typed(phase, event.ref, event.nowMs)
    case 'helloUseless':
      return phase.at === 'answering' && phase.attempt === event.attempt ? unanswered(phase) : phase
    case 'finishSent':
      return phase.at === 'answering' && phase.attempt === event.attempt
        ? { ...phase, at: 'finishing', answerByMs: event.nowMs + ANSWER_LIMIT_MS }
        : phase
    case 'finishRefused':
      return phase.at === 'finishing' &&
        phase.attempt === event.attempt &&
        phase.hellos === event.hello
        ? failed(phase, event.error)
        : phase
    case 'refresh':
      return refreshed(phase, event.ref, event.forced)
    case 'tick':
      return afterTime(phase, event.nowMs)
    case 'lost':
      return afterLoss(phase)
  }
}

function asked(phase: CodePhase, wish: CodeWish, quietMs: number): CodePhase {
  if (isWanted(phase) && sameWish(phase.wish, wish)) return phase
  const wished: Wished = { wish, sent: 0 }
  return quietMs > 0 ? failed(wished, plainError('code-too-often')) : { at: 'waiting', ...wished }
}

/** The live code of a number stays, unless the person chose another one for it. */
function sameWish(live: CodeWish, wish: CodeWish): boolean {
  return live.number === wish.number && (wish.custom ?? live.custom) === live.custom
}

function typed(phase: CodePhase, ref: Uint8Array, nowMs: number): CodePhase {
  if (phase.at !== 'showing' && phase.at !== 'finishing') return phase
  // Of another code, or too late: no try of this one.
  if (!equalBytes(phase.ref, ref) || nowMs >= phase.deadlineMs) return phase
  if (phase.hellos >= HELLO_LIMIT) return failed(phase, plainError('code-used-up'))
  return { ...phase, at: 'answering', hellos: phase.hellos + 1 }
}

function unanswered(phase: Extract<CodePhase, { at: 'answering' }>): CodePhase {
  const { answerByMs, ...live } = phase
  return answerByMs === undefined
    ? { ...live, at: 'showing' }
    : { ...live, at: 'finishing', answerByMs }
}

/** After a finish only the person may ask again, whatever the service says. */
function refreshed(phase: CodePhase, ref: Uint8Array, forced: boolean): CodePhase {
  if (!isTypable(phase) || !equalBytes(phase.ref, ref)) return phase
  return forced || phase.at !== 'showing'
    ? failed(phase, plainError('code-refresh'))
    : renewed(phase)
}

function afterTime(phase: CodePhase, nowMs: number): CodePhase {
  if (phase.at === 'showing') return nowMs >= phase.deadlineMs ? renewed(phase) : phase
  if (phase.at !== 'finishing' || nowMs < phase.answerByMs) return phase
  return failed(phase, plainError('code-unanswered'))
}

function afterLoss(phase: CodePhase): CodePhase {
  switch (phase.at) {
    case 'deriving':
      return { at: 'waiting', wish: phase.wish, sent: phase.sent }
    case 'asking':
    case 'showing':
      return renewed(phase)
    case 'answering':
    case 'finishing':
      return failed(phase, plainError('code-unanswered'))
    case 'none':
    case 'waiting':
    case 'failed':
      return phase
  }
}

/** The next code for the same wish, as long as there are renewals left. */
function renewed({ wish, sent }: Wished): CodePhase {
  return sent > RENEWAL_LIMIT
    ? failed({ wish }, plainError('code-expired'))
    : { at: 'waiting', wish, sent }
}

function failed({ wish }: Pick<Wished, 'wish'>, error: PlainError): CodePhase {
  return { at: 'failed', number: wish.number, error }
}

type Wanted = Exclude<CodePhase, { at: 'none' | 'failed' }>
type Typable = Extract<CodePhase, { at: 'showing' | 'answering' | 'finishing' }>

/** Whether somebody waits for this code: the connection must stay, or come back. */
export function isWanted(phase: CodePhase): phase is Wanted {
  return phase.at !== 'none' && phase.at !== 'failed'
}

function isTypable(phase: CodePhase): phase is Typable {
  return phase.at === 'showing' || isFinishing(phase)
}

/** Whether the stored ADV secret is one that was agreed with a phone. */
export function isFinishing(phase: CodePhase): boolean {
  return phase.at === 'answering' || phase.at === 'finishing'
}

/**
 * Whether a phone must be robbed of a secret that it may have agreed on: its code has died with a
 * finish out. A link that was decided keeps the secret it was decided with.
 */
export function costsTheSecret(before: CodePhase, event: CodeEvent, after: CodePhase): boolean {
  return isFinishing(before) && !isTypable(after) && event.type !== 'over'
}

/** When `tick` should come next, if at all. */
export function nextTickMs({ phase, quietUntilMs }: CodeState): number | undefined {
  if (phase.at === 'showing') return phase.deadlineMs
  if (phase.at === 'finishing') return phase.answerByMs
  return quietUntilMs > 0 ? quietUntilMs : undefined
}

/** What a window is shown of a state, with the times that are left now. */
export function codeView(
  { phase, quietUntilMs }: CodeState,
  about: { readonly nowMs: number; readonly rate: number },
): PairCodeView | undefined {
  const { nowMs, rate } = about
  switch (phase.at) {
    case 'none':
      return undefined
    case 'waiting':
    case 'deriving':
    case 'asking':
      return { at: 'requesting', number: phase.wish.number }
    case 'showing': {
      const { wish, code, deadlineMs } = phase
      const remainingMs = Math.max(0, deadlineMs - nowMs)
      const custom = wish.custom !== undefined
      return {
        at: 'showing',
        number: wish.number,
        code,
        custom,
        remainingMs,
        lifeMs: CODE_LIFE_MS,
        rate,
      }
    }
    case 'answering':
    case 'finishing':
      return { at: 'finishing', number: phase.wish.number, code: phase.code }
    case 'failed':
      return { ...phase, error: withBackoff(phase.error, quietUntilMs - nowMs) }
  }
}

/** `backoffSec`: how long the service still wants no request. */
function withBackoff(error: PlainError, quietMs: number): PlainError {
  if (quietMs <= 0) return error
  return { ...error, details: { ...error.details, backoffSec: Math.ceil(quietMs / 1000) } }
}
