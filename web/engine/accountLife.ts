import type { AccountView, ConnectionView, LinkView, PairCodeView } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import { equalBytes } from '../crypto/bytes.ts'
import type { Platform } from '../platform/platform.ts'
import type { AccountStore } from '../storage/accountStore.ts'
import type { WireNode } from '../wire/node/node.ts'
import { StanzaError } from '../wire/stanza/stanzaError.ts'
import type { AccountFacts } from './account/accountFacts.ts'
import { accountView } from './account/accountView.ts'
import { payloadOf } from './account/loginPayloads.ts'
import type { LoginSteps } from './account/loginSteps.ts'
import { takeArrival } from './arrivals.ts'
import { createBeforeDial } from './account/beforeDial.ts'
import { connectionView, isLive } from './connection/connectionState.ts'
import { brokenBy } from './connection/ending.ts'
import { createEndings } from './connection/endings.ts'
import { openStanzaStream, type StanzaStream } from './connection/stanzaStream.ts'
import { createSupervisor, type StreamEvents } from './connection/supervisor.ts'
import { createLinking, type Linking } from './linking/linking.ts'
import type { LinkState } from './linking/linkState.ts'
import { atMost } from './patience.ts'
import { plainError, plainErrorOf } from './plainErrors.ts'
import type { LivePart } from './snapshotHub.ts'
import type { LateTalk } from './talk/lateTalk.ts'
import type { Trace } from './traceRing.ts'

/** How long a connection waits for the scripts that only a linked device needs. */
const LOAD_LIMIT_MS = 10_000

export interface LifeParts {
  readonly platform: Platform
  readonly store: AccountStore
  readonly facts: AccountFacts
  readonly talk: LateTalk
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
  /** Tells the service that this device leaves its account. True when it confirmed that in time. */
  leave(limitMs: number): Promise<boolean>
  focusChanged(): void
  /** Whether the service was told on this connection that somebody is here. */
  available(): boolean
  /** The phone says what the person of this account is called. */
  nameTold(name: string): void
  /** Something that must work does not: the connection ends, and why is shown. */
  broken(where: string, cause: unknown): void
  /** Ends the connection. Resolves when nothing is running any more. */
  stop(): Promise<void>
}

/** Puts the parts of a running account together. */
export function createAccountLife(parts: LifeParts): AccountLife {
  const { platform, facts, talk, trace, onChange } = parts
  const { clock, randomBytes, service } = platform
  const linking = createLinking({
    ...parts,
    onChange() {
      onChange('link', 'account', 'pairCode')
      if (linking.state().at === 'confirming') endings.preload()
    },
    onBroken: (cause) => broken('linking', cause, latest),
  })
  const endings = createEndings(parts)
  const beforeDial = createBeforeDial({ ...parts, clock, randomBytes })
  const supervisor = createSupervisor({
    ...platform,
    trace,
    open,
    refusal,
    hold: beforeDial.hold,
    beforeDial: beforeDial.prepare,
    judge: endings.judge,
    carryOut: endings.carryOut,
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
  let latest: StanzaStream | undefined
  let login: LoginSteps | undefined
  /** Where the service took the login: that answers a doubt, even before it is stored. */
  let succeededOn: StanzaStream | undefined

  function hasSucceeded(): boolean {
    return latest !== undefined && latest === succeededOn
  }

  // As in `openFacts`, which belongs to the first part of the engine: see `engineChunks`.
  function isLinked(): boolean {
    const { session, moved } = facts.now()
    return session !== undefined && moved === undefined
  }

  /** Law 14: an account is never taken to another service than its own, nor to any once it has moved. */
  function refusal(): PlainError | undefined {
    const { session, moved } = facts.now()
    if (moved !== undefined) return plainError('moved-elsewhere')
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
      payload: () => payloadOf(facts.now(), platform.device),
      routing: routing?.info,
      ...events,
      onControl: (stanza) => takeControl(stanza, stream, steps),
      onStanza: async (stanza, turn) => {
        const there = { login: await steps, talk: steps && (await talk.ready()) }
        if ((await there.login?.proven) === false) return
        await takeArrival(stanza, { clock, facts, trace, stream, linking, ...there }, turn)
      },
      onEnded(ending) {
        if (stream === latest) {
          login?.stop()
          login = undefined
          talk.lost()
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
    const news = import('./arrivalNews.ts')
    const loading = Promise.all([
      import('./account/loginSteps.ts'),
      news,
      talk.ready().then(orMissing),
    ]).then(
      ([steps, , there]) => ({ ...steps, there }),
      () => undefined,
    )
    // A script that hangs would keep everything waiting that arrives, while pings go on.
    const loaded = await atMost(clock, LOAD_LIMIT_MS, loading)
    if (loaded === undefined) {
      stream.end({ why: 'scripts-missing' })
      return undefined
    }
    const steps = loaded.createLoginSteps({
      ...parts,
      stream,
      onLoggedIn() {
        onLoggedIn(stream)
        if (stream === latest) loaded.there.connected(stream)
      },
      onUnproven(proof) {
        stream.end({ why: proof === 'elsewhere' ? 'own-wish' : 'silent' })
        if (proof === 'elsewhere') parts.onGone(proof, plainError('moved-elsewhere'))
      },
      onQueueOver: () => loaded.there.offlineOver(),
      refreshGroups: () => loaded.there.refreshGroups(),
      onProfile: () => onChange('account'),
      onBroken: (cause) => broken('login', cause, stream),
    })
    if (stream === latest) login = steps
    return steps
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

  function onLoggedIn(stream: StanzaStream): void {
    // Stored is stored, but a connection that has ended meanwhile is not logged in.
    if (stream !== latest || !stream.isOpen()) return
    endings.beginAnew()
    endings.preload()
    supervisor.loggedIn()
    linking.loggedIn()
    onChange('account', 'connection')
  }

  function broken(where: string, cause: unknown, stream?: StanzaStream): void {
    trace({ step: 'internal-error', where, name: nameOf(cause) })
    if (stream === undefined) supervisor.fail(plainErrorOf(cause))
    else stream.end(brokenBy(cause))
  }

  /** A connection that is logged in; nothing once it is clear that there will be none soon. */
  async function loggedIn(): Promise<StanzaStream | undefined> {
    supervisor.retry()
    return new Promise((resolve) => {
      const look = () => {
        const { phase } = supervisor.state()
        // While the end of a connection is being judged, the phase is still that of the connection.
        const isIn = phase.at === 'open' && phase.loggedIn && latest?.isOver() === false
        if (!isIn && (isLive(phase) || phase.at === 'doubting')) return
        watching.delete(look)
        resolve(isIn ? latest : undefined)
      }
      watching.add(look)
      look()
    })
  }

  async function tellLeaving(): Promise<boolean> {
    const { session } = facts.now()
    if (session === undefined || !platform.network.online()) return false
    try {
      const { tellLeaving: tell } = await import('./leave.ts')
      return await tell(session.jid, await loggedIn())
    } catch (cause) {
      // The script may be out of reach, as the service may be. The account is erased all the same.
      trace({ step: 'internal-error', where: 'leave', name: nameOf(cause) })
      return false
    }
  }

  async function leave(limitMs: number): Promise<boolean> {
    const told = (await atMost(clock, limitMs, tellLeaving())) === true
    trace({ step: 'logged-out', told })
    return told
  }

  function retry(): void {
    endings.beginAnew()
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
    available: () => login?.presence.isAvailable() === true,
    broken: (where, cause) => broken(where, cause, latest),
    nameTold(name) {
      login?.nameTold(name).catch((cause: unknown) => broken('name', cause, latest))
    },
    async stop() {
      linking.stop()
      await supervisor.stop()
    },
  }
}

function orMissing<T>(loaded: T | undefined): T {
  if (loaded === undefined) throw new Error('a script did not come')
  return loaded
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : typeof cause
}
