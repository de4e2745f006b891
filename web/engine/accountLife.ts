import type { AccountView, ConnectionView, LinkView, PairCodeView } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import { equalBytes } from '../crypto/bytes.ts'
import type { Platform } from '../platform/platform.ts'
import type { AccountStore } from '../storage/accountStore.ts'
import { StorageError } from '../storage/errors.ts'
import type { WireNode } from '../wire/node/node.ts'
import { parseFailure } from '../wire/stanza/failure.ts'
import { StanzaError } from '../wire/stanza/stanzaError.ts'
import { parseStreamError } from '../wire/stanza/streamError.ts'
import type { AccountFacts } from './account/accountFacts.ts'
import { accountView } from './account/accountView.ts'
import { payloadOf } from './account/loginPayloads.ts'
import type { LoginSteps } from './account/loginSteps.ts'
import { takeArrival } from './arrivals.ts'
import { connectionView } from './connection/connectionState.ts'
import { brokenBy, type Ending } from './connection/ending.ts'
import { openStanzaStream, type StanzaStream } from './connection/stanzaStream.ts'
import { createSupervisor, type StreamEvents } from './connection/supervisor.ts'
import type { Verdict } from './connection/verdict.ts'
import { createDeviceKeys } from './keys/deviceKeys.ts'
import { createLinking } from './linking/linking.ts'
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
  /** Makes keys if there are none, commits them, and dials. Never throws: failures are shown. */
  begin(): Promise<void>
  /** A person wants a code again. Nothing happens while one is on its way, or linked. */
  newCode(): Promise<void>
  /** Dials at once unless there is a connection. */
  retry(): Promise<void>
  focusChanged(): void
  /** Ends the connection. Resolves when nothing is running any more. */
  stop(): Promise<void>
}

/** Puts the parts of a running account together. */
export function createAccountLife(parts: LifeParts): AccountLife {
  const { platform, facts, trace, onChange } = parts
  const { clock, randomBytes, service } = platform
  const linking = createLinking({
    ...parts,
    onChange: () => onChange('link', 'account'),
  })
  const supervisor = createSupervisor({
    ...platform,
    trace,
    open,
    refusal,
    standing: () => ({
      linked: isLinked(),
      inDoubt: facts.now().doubt !== undefined && !hasSucceeded(),
      paired: linking.paired(latest),
      unwanted: linking.isOver(),
    }),
    onChange: () => onChange('connection'),
    onVerdict,
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

  function open(events: StreamEvents) {
    const { device, session, routing } = facts.now()
    if (device === undefined) throw new Error('keys come before the first dial')
    const stream = openStanzaStream({
      ...platform,
      url: service.url,
      root: service.root,
      trace,
      noise: device.noise,
      payload: () => payloadOf({ device, session }, platform.device),
      routing: routing?.info,
      ...events,
      onControl: (stanza) => takeControl(stanza, stream, steps),
      onStanza: async (stanza) =>
        takeArrival(stanza, { facts, trace, stream, linking, login: await steps }),
      onEnded(ending) {
        noteEnding(ending)
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
        return orNonsense(stream, () =>
          stream.end({ why: 'failure', failure: parseFailure(stanza) }),
        )
      case 'stream:error':
        return stream.end({ why: 'stream-error', error: parseStreamError(stanza) })
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

  function noteEnding(ending: Ending): void {
    if (ending.why === 'failure') trace({ step: 'login-failed', reason: ending.failure.reason })
    if (ending.why === 'stream-error' && ending.error.kind === 'restart') {
      trace({ step: 'restart-requested' })
    }
  }

  async function onVerdict(verdict: Verdict, { routed }: { readonly routed: boolean }) {
    if (verdict.next === 'redial' && routed) {
      await facts.change(() => ({ routing: null }))
      trace({ step: 'routing', change: 'forgotten' })
    }
    if (verdict.next === 'confirm') {
      await facts.change(() => ({ doubt: { reason: verdict.reason } }))
      trace({ step: 'doubt', reason: verdict.reason })
    }
    if (verdict.next === 'erase') parts.onGone(verdict.reason, verdict.error)
  }

  function broken(where: string, cause: unknown, stream?: StanzaStream): void {
    const name = cause instanceof Error ? cause.name : typeof cause
    trace({ step: 'internal-error', where, name })
    if (stream === undefined) supervisor.fail(plainErrorOf(cause))
    else stream.end(brokenBy(cause))
  }

  async function prepareKeys(): Promise<void> {
    const { device, session } = facts.now()
    if (device !== undefined) return
    if (session !== undefined) throw new StorageError('damaged', 'a session without its keys')
    const made = await createDeviceKeys(randomBytes, clock.now())
    // Two commands at once may both have made some: the first ones stored are the device's.
    await facts.change((newest) => (newest.device === undefined ? { device: made } : undefined))
    trace({ step: 'keys-created' })
  }

  async function afterKeys(then: () => void): Promise<void> {
    try {
      await prepareKeys()
      then()
    } catch (cause) {
      broken('keys', cause)
    }
  }

  return {
    link: () => linking.view(),
    pairCode: () => undefined,
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
    begin: () => afterKeys(() => supervisor.start()),
    async newCode() {
      if (isLinked()) return
      linking.begin()
      await afterKeys(() => supervisor.retry())
    },
    retry: () => afterKeys(() => supervisor.retry()),
    focusChanged: () => login?.presence.update(),
    async stop() {
      linking.stop()
      await supervisor.stop()
    },
  }
}
