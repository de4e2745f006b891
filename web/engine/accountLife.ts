import type { AccountView, ConnectionView, LinkView, PairCodeView } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import { equalBytes } from '../crypto/bytes.ts'
import type { Platform } from '../platform/platform.ts'
import type { AccountStore } from '../storage/accountStore.ts'
import { StorageError } from '../storage/errors.ts'
import type { WireNode } from '../wire/node/node.ts'
import { StanzaError } from '../wire/stanza/stanzaError.ts'
import type { AccountFacts } from './account/accountFacts.ts'
import { accountView } from './account/accountView.ts'
import { payloadOf } from './account/loginPayloads.ts'
import type { LoginSteps } from './account/loginSteps.ts'
import { takeArrival } from './arrivals.ts'
import { connectionView } from './connection/connectionState.ts'
import { brokenBy, type Ending } from './connection/ending.ts'
import { openStanzaStream, type StanzaStream } from './connection/stanzaStream.ts'
import { createSupervisor, type StreamEvents } from './connection/supervisor.ts'
import { type Circumstances, judge, type Verdict, wait } from './connection/verdict.ts'
import { createDeviceKeys } from './keys/deviceKeys.ts'
import { createLinking, type Linking } from './linking/linking.ts'
import type { LinkState } from './linking/linkState.ts'
import { plainError, plainErrorOf } from './plainErrors.ts'
import type { LivePart } from './snapshotHub.ts'
import type { Trace } from './traceRing.ts'

export interface LifeParts {
  readonly platform: Platform
  readonly store: AccountStore
  readonly facts: AccountFacts
  readonly trace: Trace
  /** Where the link stands at first. */
  readonly start: LinkState
  /** Whether a window has focus. */
  readonly focused: () => boolean
  readonly onChange: (...parts: readonly LivePart[]) => void
  /** The link is gone for certain: this account must be erased. */
  readonly onGone: (reason: string, error: PlainError) => void
}

/** One account from its opened storage to its erasure, or to the end of the engine. */
export interface AccountLife {
  link(): LinkView
  pairCode(): PairCodeView | undefined
  connection(): ConnectionView
  account(): AccountView | undefined
  isLinked(): boolean
  /** Dials, after making keys if there are none. Not where the last link has ended. */
  begin(): void
  /** A person wants a code again. Nothing happens while one is on its way, or linked. */
  newCode(): void
  /** A person wants a pair code, on the connection there is or on a new one. Gives what is against it. */
  requestCode(...wanted: Parameters<Linking['requestCode']>): PlainError | undefined
  cancelCode(): void
  /** Dials at once unless there is a connection. */
  retry(): void
  /** The device woke, or a window came back. */
  wake(): void
  /** Tells the service that this device leaves its account. True when it confirmed that. */
  leave(): Promise<boolean>
  focusChanged(): void
  /** Ends the connection. Resolves when nothing is running any more. */
  stop(): Promise<void>
}

/** How long leaving the account may take before it is erased here all the same. */
const LEAVE_LIMIT_MS = 4_000

/** What the service says at an end, and what follows, are not part of the way to the code. */
const loadAnswers = () =>
  Promise.all([import('./connection/answerVerdict.ts'), import('./connection/carryOut.ts')])

/** Puts the parts of a running account together. */
export function createAccountLife(parts: LifeParts): AccountLife {
  const { platform, facts, trace, onChange } = parts
  const { clock, randomBytes, service } = platform
  const linking = createLinking({
    ...parts,
    onChange() {
      onChange('link', 'account', 'pairCode')
      if (linking.state().at === 'confirming') preloadAnswers()
    },
    onBroken: (cause) => broken('linking', cause, latest),
  })
  const supervisor = createSupervisor({
    ...platform,
    trace,
    open,
    refusal,
    hold,
    beforeDial,
    judge: judgeEnding,
    carryOut,
    standing: () => ({
      linked: isLinked(),
      inDoubt: facts.now().doubt !== undefined && !hasSucceeded(),
      paired: linking.paired(latest),
      unwanted: linking.isOver(),
    }),
    onChange() {
      onChange('connection')
      for (const look of watching) look()
    },
  })
  /** Called when the connection changes. */
  const watching = new Set<() => void>()
  /** Whether a refused version was replaced already, since a person asked or a login succeeded. */
  let versionReplaced = false
  let endLife = () => {}
  const lifeEnded = new Promise<void>((resolve) => {
    endLife = resolve
  })
  let latest: StanzaStream | undefined
  let login: LoginSteps | undefined
  /** Where the service took the login: that answers a doubt, even before it is stored. */
  let succeededOn: StanzaStream | undefined

  function hasSucceeded(): boolean {
    return latest !== undefined && latest === succeededOn
  }

  function isLinked(): boolean {
    return facts.now().session !== undefined
  }

  /** Law 14: an account is never taken to another service than its own. */
  function refusal(): PlainError | undefined {
    const { session } = facts.now()
    const same =
      session === undefined ||
      (session.service === service.service && equalBytes(session.root, service.root))
    return same ? undefined : plainError('service-changed')
  }

  /** Nobody dials before a ban is over. */
  function hold() {
    const { ban } = facts.now()
    const leftMs = ban === undefined ? 0 : ban.untilMs - clock.now()
    if (ban === undefined || leftMs <= 0) return undefined
    const details = { reason: 402, code: ban.code, expireSec: Math.ceil(leftMs / 1000) }
    return { untilMs: ban.untilMs, error: plainError('banned', details) }
  }

  function open(events: StreamEvents) {
    const { device, session, routing } = facts.now()
    if (device === undefined) throw new Error('keys come before the first dial')
    const stream = openStanzaStream({
      ...platform,
      url: service.url,
      root: service.root,
      trace,
      noise: device.noise,
      payload: () => payloadOf(facts.now(), platform.device),
      routing: routing?.info,
      ...events,
      onControl: (stanza) => takeControl(stanza, stream, steps),
      onStanza: async (stanza) =>
        takeArrival(stanza, { facts, trace, stream, linking, login: await steps }),
      onEnded(ending) {
        if (stream === latest) {
          login?.stop()
          login = undefined
          linking.connectionLost()
        }
        events.onEnded(ending)
      },
    })
    latest = stream
    const steps = session && stepsOn(stream)
    return { stream, routed: routing !== undefined }
  }

  /** Loads what only a linked device needs, while the connection opens. */
  async function stepsOn(stream: StanzaStream): Promise<LoginSteps | undefined> {
    const onBroken = (cause: unknown) => broken('login', cause, stream)
    try {
      const { createLoginSteps } = await import('./account/loginSteps.ts')
      const onProfile = () => onChange('account')
      const steps = createLoginSteps({ ...parts, stream, onLoggedIn, onProfile, onBroken })
      if (stream === latest) login = steps
      return steps
    } catch (cause) {
      onBroken(cause)
      return undefined
    }
  }

  function takeControl(
    stanza: WireNode,
    stream: StanzaStream,
    steps: Promise<LoginSteps | undefined> | undefined,
  ): void {
    switch (stanza.tag) {
      case 'failure':
      case 'stream:error':
        return stream.end({ why: 'answer', stanza })
      default:
        // An unpaired device has nothing to log in with (chapter 01 section 6).
        if (steps === undefined) trace({ step: 'stanza-unknown', tag: stanza.tag })
        else succeededOn = stream
        void steps?.then((loaded) => orNonsense(stream, () => loaded?.succeeded(stanza)))
    }
  }

  /** A malformed stanza of this kind leaves nothing to go on with. */
  function orNonsense(stream: StanzaStream, act: () => void): void {
    try {
      act()
    } catch (cause) {
      if (!(cause instanceof StanzaError)) throw cause
      trace({ step: 'stanza-malformed', rule: cause.message })
      stream.end({ why: 'nonsense' })
    }
  }

  function onLoggedIn(): void {
    supervisor.loggedIn()
    linking.loggedIn()
    onChange('account', 'connection')
  }

  /** Never throws: what cannot be judged is tried again, ever more patiently. */
  async function judgeEnding(ending: Ending, about: Circumstances): Promise<Verdict> {
    if (about.unwanted) return { next: 'rest' }
    if (ending.why !== 'answer') return judge(ending, about)
    const loaded = await loadAnswers().catch(() => undefined)
    if (loaded !== undefined) return loaded[0].judgeAnswer(ending.stanza, about, trace)
    trace({ step: 'internal-error', where: 'scripts', name: 'unreachable' })
    return wait(about, plainError('service-error'))
  }

  /** Loaded while the connection is there: when it ends, it may be too late. */
  function preloadAnswers(): void {
    loadAnswers().catch(() => {
      // An ending without them is waited out.
    })
  }

  async function carryOut(verdict: Verdict, { routed }: { readonly routed: boolean }) {
    if (verdict.next === 'redial' && routed) {
      await facts.change(() => ({ routing: null }))
      trace({ step: 'routing', change: 'forgotten' })
    }
    if (!['confirm', 'wait', 'erase', 'outdated'].includes(verdict.next)) return verdict
    if (verdict.next === 'wait' && verdict.ban === undefined) return verdict
    const [, { carryOut: carry }] = await loadAnswers()
    const follows = await carry(verdict, { platform, facts, trace, versionReplaced })
    if (follows.next === 'redial') versionReplaced = true
    if (follows.next === 'erase') parts.onGone(follows.reason, follows.error)
    return follows
  }

  function broken(where: string, cause: unknown, stream?: StanzaStream): void {
    const name = cause instanceof Error ? cause.name : typeof cause
    trace({ step: 'internal-error', where, name })
    if (stream === undefined) supervisor.fail(plainErrorOf(cause))
    else stream.end(brokenBy(cause))
  }

  /** Keys, and an end to what was shown before: the last link's end, a ban that is over. */
  function beforeDial(): Promise<void> | undefined {
    const { device, session, ended, ban } = facts.now()
    if (device !== undefined && ended === undefined && ban === undefined) return undefined
    if (device === undefined && session !== undefined) {
      return Promise.reject(new StorageError('damaged', 'a session without its keys'))
    }
    return prepare()
  }

  async function prepare(): Promise<void> {
    const made = facts.now().device ?? (await createDeviceKeys(randomBytes, clock.now()))
    // Two dials at once may both have made some: the first ones stored are the device's.
    await facts.change(({ device, ended, ban }) => ({
      ...(device === undefined ? { device: made } : {}),
      ...(ended === undefined ? {} : { ended: null }),
      ...(ban === undefined ? {} : { ban: null }),
    }))
    trace({ step: 'keys-created' })
  }

  /** A connection that is logged in; nothing once it is clear that there will be none soon. */
  async function loggedIn(): Promise<StanzaStream | undefined> {
    supervisor.retry()
    return new Promise((resolve) => {
      const look = () => {
        const { phase } = supervisor.state()
        const isIn = phase.at === 'open' && phase.loggedIn
        if (!isIn && (isLive(phase) || phase.at === 'doubting')) return
        watching.delete(look)
        resolve(isIn ? latest : undefined)
      }
      watching.add(look)
      look()
    })
  }

  async function leave(): Promise<boolean> {
    const { session } = facts.now()
    if (session === undefined || !platform.network.online()) return false
    try {
      const { tellLeaving } = await import('./leave.ts')
      const told = await tellLeaving({
        clock,
        jid: session.jid,
        loggedIn: loggedIn(),
        limitMs: LEAVE_LIMIT_MS,
      })
      trace({ step: 'logged-out', told })
      return told
    } catch (cause) {
      // The script may be out of reach, as the service is. The account is erased all the same.
      trace({ step: 'internal-error', where: 'leave', name: nameOf(cause) })
      return false
    }
  }

  function retry(): void {
    versionReplaced = false
    if (!linking.isOver()) supervisor.retry()
  }

  return {
    link: () => linking.view(),
    pairCode: () => linking.codeView(),
    connection: () =>
      connectionView(supervisor.state(), {
        linked: isLinked(),
        inDoubt: facts.now().doubt !== undefined,
        nowMs: clock.now(),
        rate: service.clock?.rate ?? 1,
      }),
    // Until the first login the service may not know of this link.
    account: () =>
      linking.state().at === 'linked' ? accountView(facts.now(), platform.device) : undefined,
    isLinked,
    begin() {
      if (!linking.isOver()) supervisor.start()
    },
    newCode() {
      if (isLinked()) return
      linking.begin()
      retry()
    },
    requestCode(...wanted) {
      const error = linking.requestCode(...wanted)
      if (error === undefined) retry()
      return error
    },
    cancelCode: () => linking.cancelCode(),
    retry,
    wake: () => supervisor.wake(),
    leave,
    focusChanged: () => login?.presence.update(),
    async stop() {
      linking.stop()
      await supervisor.stop()
    },
  }
}
