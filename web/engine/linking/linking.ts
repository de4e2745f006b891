import type { LinkView } from '../../bridge/contract.ts'
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
import type { Trace } from '../traceRing.ts'
import { type LinkEvent, type LinkState, linkView, transition } from './linkState.ts'

/** The restart (515) comes at once; a service that forgets it gets a new connection all the same. */
const RESTART_LIMIT_MS = 10_000

/** What a scan needs is not part of the way to the code. */
const loadPairing = () => import('./pairing.ts')

/** Linking by QR: what is on the screen, and what the service and the phone say about it. */
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
  /** Stores a new ADV secret and shows the code with it; its time goes on. */
  renewSecret(): Promise<void>
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
}): Linking {
  const { platform, store, facts, trace } = parts
  const { clock } = platform
  let state = parts.start
  let cancelTick = () => {}
  let cancelRestart = () => {}
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
      cancelTick = clock.after(state.deadlineMs - clock.now(), tick)
    }
    parts.onChange()
  }

  function tick(): void {
    apply({ type: 'tick', nowMs: clock.now() })
    if (state.at === 'expired') shownOn?.end({ why: 'own-wish' })
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
    stream.end({ why: 'own-wish' })
  }

  return {
    state: () => state,
    view: () =>
      linkView(state, { nowMs: clock.now(), rate: platform.service.clock?.rate ?? 1, drawCode }),
    paired: (stream) => stream !== undefined && stream === pairedOn,
    isOver: () => ['expired', 'refused', 'ended'].includes(state.at),
    begin: () => apply({ type: 'begin' }),
    takeRefs(stream, stanza) {
      const { id, refs, unknown } = parsePairDevice(stanza)
      if (unknown > 0) trace({ step: 'stanza-unknown', tag: 'pair-device', parts: unknown })
      stream.send(pairDeviceResult(id))
      trace({ step: 'refs-received', count: refs.length })
      shownOn = stream
      apply({ type: 'refs', refs, nowMs: clock.now() })
      // Loaded once a code is there, so that the first code does not wait for it, and the scan neither.
      loadPairing().catch(() => {
        // The scan tries again, and says so if it is still out of reach.
      })
    },
    async takePairSuccess(stream, stanza) {
      if (actedOn === stream) {
        trace({ step: 'stanza-unknown', tag: 'pair-success' })
        return
      }
      actedOn = stream
      apply({ type: 'pairSuccess' })
      const { acceptPairSuccess } = await loadPairing()
      const outcome = await acceptPairSuccess(stanza, {
        platform,
        store,
        facts,
        trace,
        stream,
        device: requireDevice(),
      })
      if (outcome.at === 'refused') fail(stream, outcome.error)
      if (outcome.at !== 'stored') return
      pairedOn = stream
      cancelRestart = clock.after(RESTART_LIMIT_MS, () => stream.end({ why: 'restart-overdue' }))
    },
    async renewSecret() {
      await facts.change(({ device, session }) =>
        device === undefined || session !== undefined
          ? undefined
          : { device: { ...device, advSecret: newAdvSecret(platform.randomBytes) } },
      )
      trace({ step: 'adv-secret-renewed' })
      if (state.at === 'showing') parts.onChange()
    },
    refuse: fail,
    connectionLost() {
      cancelRestart()
      apply({ type: 'lost', nowMs: clock.now(), stored: facts.now().session !== undefined })
    },
    loggedIn: () => apply({ type: 'loggedIn' }),
    stop() {
      cancelTick()
      cancelRestart()
    },
  }
}
