import type { PairCodeView } from '../../bridge/contract.ts'
import type { ErrorCode, PlainError } from '../../bridge/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import type { DeviceRow } from '../../storage/rows.ts'
import { BROWSER_NUMBERS } from '../../wire/browsers.ts'
import type { WireNode } from '../../wire/node/node.ts'
import {
  type CodeNotice,
  companionFinish,
  companionHello,
  parseCodeNotice,
  parseCodeRef,
} from '../../wire/stanza/linkCode.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import { RequestError } from '../connection/iqTracker.ts'
import type { StanzaStream } from '../connection/stanzaStream.ts'
import { plainError, plainErrorOf } from '../plainErrors.ts'
import type { Trace } from '../traceRing.ts'
import { agreeWithPhone, type HiddenKey, hideKey } from './pairCodeKeys.ts'
import {
  type CodeEvent,
  type CodePhase,
  type CodeWish,
  codeView,
  costsTheSecret,
  isFinishing,
  isWanted,
  nextTickMs,
  noCode,
  transition,
} from './pairCodeState.ts'

/** How long the service may take for its answer to a hello or a finish (whatsapp-rust). */
const ANSWER_LIMIT_MS = 30_000

/** Linking by a code that is typed on the phone, beside the QR. */
export interface PairCode {
  view(): PairCodeView | undefined
  /** Whether somebody waits for a code: the connection must stay, or come back. */
  isWanted(): boolean
  /** Whether the stored ADV secret is one that was agreed with a phone, which may use it any moment. */
  isFinishing(): boolean
  /**
   * The secrets that codes on the screen held before a finish replaced them. What was scanned then is
   * as good as before for as long as the finish is out.
   */
  replacedSecrets(): readonly Uint8Array[]
  /** A person wants a code. Gives the reason if there will be none. */
  ask(wish: CodeWish): PlainError | undefined
  cancel(): void
  /** A connection has refs: codes can be asked for on it. */
  ready(stream: StanzaStream): void
  /**
   * Takes a notification about codes: commits what it brings, and gives what is to be done once it is
   * acked. Throws StanzaError.
   */
  take(stanza: WireNode): Promise<(() => void) | undefined>
  connectionLost(): void
  /** The link was decided, in whatever way. */
  over(): void
}

export interface PairCodeParts {
  readonly platform: Platform
  readonly facts: AccountFacts
  readonly trace: Trace
  readonly requireDevice: () => DeviceRow
  /** The view changed, or whether a code is wanted. */
  readonly onChange: () => void
  /** A new ADV secret is stored: the code on the screen shows it from now on. */
  readonly onNewSecret: () => void
  /** Stores a random ADV secret and tells of it. */
  readonly renewSecret: () => Promise<void>
  readonly onBroken: (cause: unknown) => void
}

/** Nobody has asked yet. */
export function createPairCode(parts: PairCodeParts): PairCode {
  const { platform, facts, trace } = parts
  const { clock, randomBytes } = platform
  let state = noCode
  let attempts = 0
  let stream: StanzaStream | undefined
  /** What is behind the newest code, for as long as it lives. */
  let hidden: HiddenKey | undefined
  let replaced: readonly Uint8Array[] = []
  let cancelTick = () => {}

  function apply(event: CodeEvent): void {
    const before = state
    state = transition(state, event)
    if (state === before) return
    const { phase } = state
    if (phase.at !== before.phase.at) tell(phase, event)
    cancelTick()
    const dueMs = nextTickMs(state)
    if (dueMs !== undefined) cancelTick = clock.after(dueMs - clock.now(), () => tick(dueMs))
    if (!isFinishing(phase)) replaced = []
    if (!isWanted(phase) || phase.at === 'waiting') hidden = undefined
    // A phone may hold the secret of the code that has just died.
    if (costsTheSecret(before.phase, event, phase)) inTheBackground(parts.renewSecret())
    if (phase.at === 'waiting') begin()
    parts.onChange()
  }

  function tell(phase: CodePhase, event: CodeEvent): void {
    if (phase.at === 'showing') trace({ step: 'code-shown', renewal: phase.sent - 1 })
    if (phase.at === 'failed') trace({ step: 'code-ended', why: phase.error.code })
    if (phase.at === 'none') trace({ step: 'code-ended', why: event.type })
  }

  /** The time has passed, also where the clock on the wall was set back. */
  function tick(dueMs: number): void {
    apply({ type: 'tick', nowMs: Math.max(dueMs, clock.now()) })
  }

  /** Asks the service as soon as there is a connection for it. */
  function begin(): void {
    if (stream?.isOpen() !== true) return
    const attempt = ++attempts
    apply({ type: 'ready', attempt })
    inTheBackground(sayHello(stream, attempt))
  }

  function inTheBackground(work: Promise<void>): void {
    work.catch(parts.onBroken)
  }

  async function sayHello(on: StanzaStream, attempt: number): Promise<void> {
    const { phase } = state
    if (phase.at !== 'deriving') return
    const { number, custom } = phase.wish
    const key = await hideKey(custom, randomBytes)
    if (!isAttempt(attempt)) return
    hidden = key
    const answer = on.request(
      (id) =>
        companionHello(id, {
          number,
          wrappedEphemeral: key.wrapped,
          noisePublic: parts.requireDevice().noise.publicKey,
          clientType: BROWSER_NUMBERS[platform.device.browser].clientType,
          display: displayName(platform.device),
        }),
      ANSWER_LIMIT_MS,
    )
    apply({ type: 'helloSent', attempt, code: key.code, nowMs: clock.now() })
    trace({ step: 'code-requested', renewal: phase.sent, custom: custom !== undefined })
    try {
      apply({ type: 'refGiven', attempt, ref: parseCodeRef(await answer) })
    } catch (cause) {
      const refusal = refusalOf('code-hello', cause)
      if (refusal !== undefined) apply({ type: 'refused', attempt, ...refusal })
    }
  }

  function isAttempt(attempt: number): boolean {
    const { phase } = state
    return 'attempt' in phase && phase.attempt === attempt
  }

  /** What a request that brought no result says; nothing when only the connection is gone. */
  function refusalOf(
    what: string,
    cause: unknown,
  ): { readonly error: PlainError; readonly quietUntilMs?: number } | undefined {
    if (cause instanceof StanzaError) {
      trace({ step: 'stanza-malformed', rule: cause.message })
      return { error: plainError('code-service-error') }
    }
    if (!(cause instanceof RequestError)) return { error: plainErrorOf(cause) }
    if (cause.code === 'closed') return undefined
    const reason = cause.code === 'refused' ? cause.refusal : cause.code
    trace({ step: 'request-failed', what, code: reason })
    const error = plainError(REFUSALS[cause.refusal] ?? 'code-service-error', { reason })
    const { backoffSec } = cause
    return backoffSec === undefined
      ? { error }
      : { error, quietUntilMs: clock.now() + backoffSec * 1000 }
  }

  /** A code was typed: agrees on a new secret, stores it, and leaves the finish to be sent. */
  async function takeHello(
    notice: Extract<CodeNotice, { kind: 'primary-hello' }>,
  ): Promise<(() => void) | undefined> {
    const before = state
    apply({ type: 'hello', ref: notice.ref, nowMs: clock.now() })
    const { phase } = state
    const on = stream
    if (state === before || phase.at !== 'answering' || hidden === undefined || on === undefined) {
      trace({ step: 'code-typed', outcome: state === before ? 'ignored' : 'too-many' })
      return undefined
    }
    const { attempt, hellos } = phase
    const device = parts.requireDevice()
    const agreed = await agreeWithPhone(hidden, notice, device, randomBytes)
    trace({ step: 'code-typed', outcome: agreed ? 'taken' : 'useless', hello: hellos })
    if (agreed === undefined) {
      apply({ type: 'helloUseless', attempt })
      return undefined
    }
    const stored = await storeSecret(attempt, agreed.advSecret)
    if (!stored || !isAttempt(attempt)) return undefined
    parts.onNewSecret()
    return () => finish(on, attempt, agreed.bundle)
  }

  /** Not for a code that died meanwhile: its phone gets no finish, and the screen keeps its secret. */
  async function storeSecret(attempt: number, advSecret: Uint8Array): Promise<boolean> {
    let stored = false
    await facts.change(({ device, session }) => {
      if (device === undefined || session !== undefined || !isAttempt(attempt)) return undefined
      replaced = [...replaced, device.advSecret]
      stored = true
      return { device: { ...device, advSecret } }
    })
    return stored
  }

  /** Once the hello is acked. The secret is stored by now. */
  function finish(on: StanzaStream, attempt: number, bundle: Uint8Array): void {
    const { phase } = state
    if (phase.at !== 'answering' || phase.attempt !== attempt) return
    const { ref, wish, hellos } = phase
    const identityPublic = parts.requireDevice().identity.publicKey
    const answer = on.request(
      (id) => companionFinish(id, { number: wish.number, bundle, identityPublic, ref }),
      ANSWER_LIMIT_MS,
    )
    apply({ type: 'finishSent', attempt, nowMs: clock.now() })
    trace({ step: 'code-finish-sent', hello: hellos })
    answer.catch((cause: unknown) => {
      const refusal = refusalOf('code-finish', cause)
      // A finish without an answer may have arrived all the same: its own time decides.
      const isLate = cause instanceof RequestError && cause.code === 'timeout'
      if (refusal === undefined || isLate) return
      apply({ type: 'finishRefused', attempt, hello: hellos, ...refusal })
    })
  }

  return {
    view: () => codeView(state, { nowMs: clock.now(), rate: platform.service.clock?.rate ?? 1 }),
    isWanted: () => isWanted(state.phase),
    isFinishing: () => isFinishing(state.phase),
    replacedSecrets: () => replaced,
    ask(wish) {
      apply({ type: 'ask', wish, nowMs: clock.now() })
      const { phase, quietUntilMs } = state
      if (phase.at !== 'failed' || quietUntilMs <= clock.now()) return undefined
      const view = codeView(state, { nowMs: clock.now(), rate: 1 })
      return view?.at === 'failed' ? view.error : undefined
    },
    cancel: () => apply({ type: 'cancel' }),
    ready(on) {
      stream = on
      if (state.phase.at === 'waiting') begin()
    },
    async take(stanza) {
      const notice = parseCodeNotice(stanza)
      switch (notice.kind) {
        case 'primary-hello':
          return takeHello(notice)
        case 'refresh':
          trace({ step: 'code-refresh', forced: notice.forced })
          apply({ type: 'refresh', ref: notice.ref, forced: notice.forced })
          return undefined
        case 'other':
          trace({ step: 'stanza-unknown', tag: `link_code ${notice.stage}`.trim() })
          return undefined
      }
    },
    connectionLost() {
      stream = undefined
      apply({ type: 'lost' })
    },
    over: () => apply({ type: 'over' }),
  }
}

/** What the service's numbers mean for a code. */
const REFUSALS: Readonly<Record<number, ErrorCode>> = {
  400: 'code-bad-request',
  403: 'code-forbidden',
  // Nobody has this number.
  404: 'code-bad-request',
  429: 'code-too-often',
  452: 'code-unavailable',
  500: 'code-service-error',
}

/** The service takes real names only; a browser without one goes by the engine it has. */
function displayName({ browser, os }: Platform['device']): string {
  return `${browser === 'Other' ? 'Chrome' : browser} (${os})`
}
