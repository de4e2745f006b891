import type { LinkView, PairCodeView } from '../../bridge/contract.ts'
import type { PlainError } from '../../bridge/errors.ts'
import type { Platform } from '../../platform/platform.ts'
import type { AccountStore } from '../../storage/accountStore.ts'
import type { DeviceRow } from '../../storage/rows.ts'
import { BROWSER_NUMBERS } from '../../wire/browsers.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { qrText } from '../../wire/qr.ts'
import { pairDeviceResult, parsePairDevice } from '../../wire/stanza/pairDevice.ts'
import type { AccountFacts } from '../account/accountFacts.ts'
import type { StanzaStream } from '../connection/stanzaStream.ts'
import { newAdvSecret } from '../keys/deviceKeys.ts'
import { plainError } from '../plainErrors.ts'
import type { Trace } from '../traceRing.ts'
import { type LinkEvent, type LinkState, lifeOfRef, linkView, transition } from './linkState.ts'
import type { PairCode, PairCodeParts } from './pairCode.ts'
import type { CodeWish } from './pairCodeState.ts'

/** The restart (515) comes at once; a service that forgets it gets a new connection all the same. */
const RESTART_LIMIT_MS = 10_000

/** What follows the first code is loaded when that is on the screen and the network is free. */
const PRELOAD_AFTER_MS = 1_000

/** What a scan needs is not part of the way to the code. */
const loadPairing = () => import('./pairing.ts')
const loadPairCode = () => import('./requestCode.ts')

/**
 * Linking by QR and by pair code: what is on the screen, and what the service and the phone say about
 * it. Both wait, the first one wins.
 */
export interface Linking {
  state(): LinkState
  view(): LinkView
  /** Whether a session was stored on this connection, which is then of no other use. */
  paired(stream: StanzaStream | undefined): boolean
  /** Whether this attempt is over and only the person can begin another. */
  isOver(): boolean
  /** A person asks for a code. Nothing changes while one is on its way. */
  begin(): void
  takeRefs(stream: StanzaStream, stanza: WireNode): void
  takePairSuccess(stream: StanzaStream, stanza: WireNode): Promise<void>
  /**
   * The service wants a new ADV secret: stores one and shows the code with it; its time goes on. Not
   * while a phone may be using the one that a pair code agreed on.
   */
  refreshSecret(): Promise<void>
  codeView(): PairCodeView | undefined
  /** A person wants a pair code. Gives the reason if there will be none. */
  requestCode(
    wish: CodeWish,
    createPairCode: (parts: PairCodeParts) => PairCode,
  ): PlainError | undefined
  cancelCode(): void
  /** What the service says of a pair code. Gives what is to be done once it is acked. */
  takeCodeNotice(stanza: WireNode): Promise<(() => void) | undefined>
  /** The service ended this attempt for a reason the person should know. */
  refuse(stream: StanzaStream, error: PlainError): void
  connectionLost(): void
  loggedIn(): void
  stop(): void
}

/** `start` is where the link stands at first: `linked`, `preparing`, `ended`… */
export function createLinking(parts: {
  readonly platform: Platform
  readonly store: AccountStore
  readonly facts: AccountFacts
  readonly trace: Trace
  readonly start: LinkState
  readonly onChange: () => void
  /** Something here is broken. */
  readonly onBroken: (cause: unknown) => void
}): Linking {
  const { platform, store, facts, trace } = parts
  const { clock } = platform
  let state = parts.start
  let cancelTick = () => {}
  let cancelRestart = () => {}
  let cancelPreload = () => {}
  let code: PairCode | undefined
  /** Whose pair-success was acted on: only the first one on a connection counts. */
  let actedOn: StanzaStream | undefined
  let pairedOn: StanzaStream | undefined
  /** Where the refs on the screen came from; they die with it. */
  let shownOn: StanzaStream | undefined

  function apply(event: LinkEvent): void {
    const before = state
    state = transition(state, event)
    if (state === before) return
    cancelTick()
    if (state.at === 'expired') trace({ step: 'refs-expired' })
    if (state.at === 'showing') {
      trace({ step: 'ref-shown', number: state.index + 1, of: state.refs.length })
      const { deadlineMs, index } = state
      const delayMs = Math.min(deadlineMs - clock.now(), lifeOfRef(index))
      cancelTick = clock.after(delayMs, () => tick(deadlineMs))
    }
    parts.onChange()
  }

  /** The time has passed, also where the clock on the wall was set back. */
  function tick(dueMs: number): void {
    apply({ type: 'tick', nowMs: Math.max(dueMs, clock.now()) })
    endWhenUsedUp()
  }

  /** A connection without refs is of no use, except to a pair code. */
  function endWhenUsedUp(): void {
    if (isUsedUp()) shownOn?.end({ why: 'own-wish' })
  }

  function isUsedUp(): boolean {
    return state.at === 'expired' && code?.isWanted() !== true
  }

  function isOver(): boolean {
    return isUsedUp() || ['refused', 'ended', 'moved'].includes(state.at)
  }

  function begin(): void {
    // Refs that have run out beside a pair code: new ones come on a new connection only.
    if (state.at === 'expired') shownOn?.end({ why: 'refs-wanted' })
    apply({ type: 'begin' })
  }

  function codeChanged(): void {
    parts.onChange()
    endWhenUsedUp()
  }

  async function renewSecret(): Promise<void> {
    await facts.change(({ device, session }) =>
      device === undefined || session !== undefined
        ? undefined
        : { device: { ...device, advSecret: newAdvSecret(platform.randomBytes) } },
    )
    redraw()
  }

  function redraw(): void {
    trace({ step: 'adv-secret-renewed' })
    if (state.at === 'showing') parts.onChange()
  }

  function requireDevice(): DeviceRow {
    const { device } = facts.now()
    if (device === undefined) throw new Error('a link needs the keys of this device')
    return device
  }

  function drawCode(ref: string): string {
    const { noise, identity, advSecret } = requireDevice()
    return qrText({
      ref,
      noisePublic: noise.publicKey,
      identityPublic: identity.publicKey,
      advSecret,
      clientType: BROWSER_NUMBERS[platform.device.browser].clientType,
    })
  }

  function fail(stream: StanzaStream, error: PlainError): void {
    trace({ step: 'pair-refused', code: error.code })
    apply({ type: 'refused', error })
    code?.over()
    stream.end({ why: 'own-wish' })
  }

  return {
    state: () => state,
    view: () =>
      linkView(state, { nowMs: clock.now(), rate: platform.service.clock?.rate ?? 1, drawCode }),
    paired: (stream) => stream !== undefined && stream === pairedOn,
    isOver,
    begin,
    takeRefs(stream, stanza) {
      const { id, refs, unknown } = parsePairDevice(stanza)
      if (unknown > 0) trace({ step: 'stanza-unknown', tag: 'pair-device', parts: unknown })
      stream.send(pairDeviceResult(id))
      trace({ step: 'refs-received', count: refs.length })
      shownOn = stream
      apply({ type: 'refs', refs, nowMs: clock.now() })
      code?.ready(stream)
      cancelPreload()
      cancelPreload = clock.after(PRELOAD_AFTER_MS, () => {
        Promise.all([loadPairing(), loadPairCode()]).catch(() => {
          // Who needs it tries again, and says so if it is still out of reach.
        })
      })
    },
    async takePairSuccess(stream, stanza) {
      if (actedOn === stream) {
        trace({ step: 'stanza-unknown', tag: 'pair-success' })
        return
      }
      actedOn = stream
      const replacedSecrets = code?.replacedSecrets() ?? []
      const device = requireDevice()
      apply({ type: 'pairSuccess' })
      code?.over()
      const loaded = await loadPairing().catch(() => undefined)
      // Unanswered: the phone scans the next code.
      if (loaded === undefined) return stream.end({ why: 'scripts-missing' })
      const outcome = await loaded.acceptPairSuccess(stanza, {
        platform,
        store,
        facts,
        trace,
        stream,
        device,
        replacedSecrets,
      })
      if (outcome.at === 'refused') fail(stream, outcome.error)
      if (outcome.at !== 'stored') return
      pairedOn = stream
      cancelRestart = clock.after(RESTART_LIMIT_MS, () => stream.end({ why: 'restart-overdue' }))
    },
    async refreshSecret() {
      if (code?.isFinishing() !== true) await renewSecret()
    },
    codeView: () => code?.view(),
    requestCode(wish, createPairCode) {
      if (['confirming', 'linked', 'moved'].includes(state.at)) {
        return plainError('not-while-linked')
      }
      if (isOver()) begin()
      if (code === undefined) {
        code = createPairCode({
          ...parts,
          requireDevice,
          renewSecret,
          onNewSecret: redraw,
          onChange: codeChanged,
        })
        if (shownOn !== undefined) code.ready(shownOn)
      }
      return code.ask(wish)
    },
    cancelCode: () => code?.cancel(),
    takeCodeNotice: async (stanza) => code?.take(stanza),
    refuse: fail,
    connectionLost() {
      cancelRestart()
      shownOn = undefined
      code?.connectionLost()
      apply({
        type: 'lost',
        nowMs: clock.now(),
        stored: facts.now().session !== undefined,
        redialled: code?.isWanted() === true,
      })
    },
    loggedIn: () => apply({ type: 'loggedIn' }),
    stop() {
      cancelTick()
      cancelRestart()
      cancelPreload()
      code?.over()
    },
  }
}
