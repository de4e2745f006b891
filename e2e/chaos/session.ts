import type { LaunchOptions, Page } from '@playwright/test'
import { type Host, startHost } from '../../server/sandbox/host.ts'
import { en } from '../../web/ui/words/en.ts'
import { checkSession } from './checks.ts'
import { type Draw, drawer } from './draw.ts'
import type { Sight } from './look.ts'
import { logOut, pause, reach, scanOnce } from './person.ts'
import type { PlannedStrike, SessionPlan, Window } from './plan.ts'
import { openProfile, type Profile, type SharedBrowser } from './profile.ts'
import { serviceFault, strikeWith } from './strikes.ts'
import { whileThere } from './whileThere.ts'

/** How a session ended. */
export type Outcome = 'linked' | 'unlinked' | 'neither'

/** How a session went. */
export interface SessionReport {
  readonly plan: SessionPlan
  /** The disturbances that took place. */
  readonly strikes: readonly PlannedStrike[]
  readonly outcome: Outcome
  /** What is not as it must be; empty when all is well. */
  readonly problems: readonly string[]
  /** What happened, line by line. */
  readonly story: readonly string[]
  readonly ms: number
}

/** A session under way. */
export interface Session {
  readonly plan: SessionPlan
  readonly host: Host
  readonly profile: Profile
  readonly draw: Draw
  /** Codes that the phone has read. */
  readonly scanned: Set<string>
  /** Tabs that were left open beside the one that is looked at. */
  readonly secondTabs: Page[]
  enter(window: Window): void
  note(what: string, of: unknown): void
  /** Keeps what was shown. */
  saw(sight: Sight): void
  /** Everything the person may not see once the link stands. */
  readonly losses: readonly string[]
  isDisturbed(): boolean
  /** Until the disturbance that strikes now has done what it does. */
  disturbance(): Promise<void>
}

/** What sessions are run in. */
export interface Grounds {
  readonly dist: string
  readonly launch: LaunchOptions
  readonly shared: SharedBrowser
}

/** Backoffs and doubts take a third of their time. */
const CLOCK_RATE = 3
const LOOK_OUT_MS = 4

/** Links, works, comes back, is disturbed on the way, and is looked at. */
export async function runSession(plan: SessionPlan, grounds: Grounds): Promise<SessionReport> {
  const startedMs = Date.now()
  const clock = { rate: CLOCK_RATE }
  const host = await startHost({ port: 0, dist: grounds.dist, record: true, clock })
  const onDisk = plan.strikes.some(({ fault }) => fault === 'browser-killed')
  const profile = await openProfile({ url: host.url, ...grounds, onDisk })
  const story: string[] = []
  const strikes: PlannedStrike[] = []
  const open = new Set(plan.strikes)
  let window: Window = 'starting'
  let enteredAt = 0
  let heardAt = 0
  let underWay: Promise<void> | undefined
  let lastWords = ''
  let isMade = false
  const losses: string[] = []

  const { record } = host.service
  const messages = () => record.received.length + record.sent.length
  const note = (what: string, of: unknown): void => {
    const text = typeof of === 'string' ? of : JSON.stringify(of)
    story.push(`${String(Date.now() - startedMs).padStart(6)} ms  ${window}: ${what} ${text}`)
  }

  function enter(next: Window): void {
    // A second scan belongs to the window in which it became necessary.
    if (next === 'pairing' && window !== 'starting' && window !== 'codes-shown') return
    window = next
    enteredAt = messages()
    heardAt = record.received.length
  }

  /** The restart after a scan begins with another handshake. */
  function followScan(): void {
    if (window !== 'pairing') return
    const isAnew = record.received.slice(heardAt).some(({ what }) => what === 'client-hello')
    if (isAnew) enter('first-login')
  }

  function lookOut(): void {
    if (underWay !== undefined) return
    followScan()
    for (const strike of open) {
      if (strike.window === window && messages() - enteredAt >= strike.afterMessages) begin(strike)
    }
  }

  function begin(strike: PlannedStrike): void {
    if (underWay !== undefined) return
    const where = `${strike.window} after ${messages() - enteredAt} messages`
    underWay = strikeWith(strike.fault, session)
      .then((struck) => {
        if (!struck) return
        open.delete(strike)
        strikes.push(strike)
        note('STRUCK', `${strike.fault} in ${where}`)
      })
      .finally(() => {
        underWay = undefined
      })
  }

  /** The end of a window: what was to strike in it and did not, strikes now. */
  async function last(...windows: readonly Window[]): Promise<void> {
    for (const strike of [...open].filter(({ window: planned }) => windows.includes(planned))) {
      for (let tries = 0; open.has(strike) && tries < 40; tries++) {
        await session.disturbance()
        if (open.has(strike)) begin(strike)
        await session.disturbance()
        if (open.has(strike)) await pause(50)
      }
    }
  }

  const session: Session = {
    plan,
    host,
    profile,
    draw: drawer(plan.seed + 1_000_003),
    scanned: new Set(),
    secondTabs: [],
    enter,
    note,
    saw({ words, linked, online, code, buttons }) {
      const ended = buttons.includes(en.actions.linkAgain)
      const said = `${linked ? 'linked ' : ''}${online ? 'online ' : ''}${code ? 'code ' : ''}${words.join(' | ')}`
      if (said === lastWords) return
      note('saw', said)
      lastWords = said
      isMade ||= linked && online
      // None of the disturbances is a reason to lose a link that stands.
      if (isMade && window !== 'logging-out' && (code || ended)) losses.push(said)
    },
    losses,
    isDisturbed: () => underWay !== undefined,
    disturbance: async () => underWay,
  }

  const watch = setInterval(lookOut, LOOK_OUT_MS)
  let outcome: Outcome = 'neither'
  let problems: readonly string[] = []
  try {
    outcome = await live(session, last)
    clearInterval(watch)
    await session.disturbance()
    problems = await checkSession(session, outcome)
  } catch (cause) {
    problems = [`the run itself broke: ${cause instanceof Error ? cause.stack : String(cause)}`]
  } finally {
    clearInterval(watch)
    await profile.close()
    await host.close()
  }
  return { plan, strikes, outcome, problems, story, ms: Date.now() - startedMs }
}

/** A person with a browser and a phone: links, works, comes back, and perhaps logs out. */
async function live(
  session: Session,
  last: (...windows: readonly Window[]) => Promise<void>,
): Promise<Outcome> {
  const { profile, plan } = session
  session.enter('starting')
  await profile.openTab()
  if ((await reach(session, 'code')) === undefined) return 'neither'
  await last('starting')
  session.enter('codes-shown')
  await last('codes-shown')
  if ((await reach(session, 'code')) === undefined) return 'neither'
  await scanOnce(session)
  if ((await reach(session, 'online')) === undefined) return 'neither'
  await last('pairing', 'first-login')
  if ((await reach(session, 'online')) === undefined) return 'neither'

  session.enter('working')
  await work(session)
  await last('working')
  if ((await reach(session, 'online')) === undefined) return 'neither'

  session.enter('returning')
  await comeBack(session)
  if ((await reach(session, 'online')) === undefined) return 'neither'
  await last('returning')
  if ((await reach(session, 'online')) === undefined) return 'neither'
  if (!plan.logsOut) return 'linked'

  session.enter('logging-out')
  await logOut(session)
  await last('logging-out')
  const sight = await reach(session, 'settled')
  if (sight === undefined) return 'neither'
  return sight.linked ? 'linked' : 'unlinked'
}

/** What happens on an account: things arrive, others take keys, the person on the phone is renamed. */
async function work(session: Session): Promise<void> {
  const { host, draw } = session
  serviceFault(host, { kind: 'push', stanza: 'dirty', type: 'account_sync' })
  serviceFault(host, { kind: 'push', stanza: 'edge-routing' })
  serviceFault(host, { kind: 'consume-pre-keys', leave: draw(8) })
  await host.phones.rename(undefined, `Person ${draw(1_000)}`)
}

/** Every tab is closed, and a new one opened. */
async function comeBack({ profile, secondTabs }: Session): Promise<void> {
  for (const tab of secondTabs.splice(0)) await whileThere(() => tab.close())
  await whileThere(async () => profile.tab()?.close())
  await profile.openTab()
}
