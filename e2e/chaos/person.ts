import { readQr } from '../qrPixels.ts'
import { en } from '../../web/ui/words/en.ts'
import { look, type Sight } from './look.ts'
import type { Session } from './session.ts'
import { whileThere } from './whileThere.ts'

/** Ample, also for a machine that does other things: an endless wait is a failure, not a hang. */
const PATIENCE_MS = 120_000
const GLANCE_MS = 60

/** What a person may press to get on, the first that is there. */
const WAYS_ON = [
  en.actions.linkAgain,
  en.actions.newCode,
  en.actions.useHere,
  en.actions.tryAgain,
  en.actions.retryNow,
  en.actions.reload,
]

/** What a person waits for. */
export type Goal = 'code' | 'online' | 'settled'

const REACHED: Readonly<Record<Goal, (sight: Sight, steadyMs: number) => boolean>> = {
  code: ({ code, linked }) => code || linked,
  online: ({ linked, online }) => linked && online,
  // A disturbance may have come before the person's word reached the engine: then it is still linked.
  settled: ({ code, linked, buttons }, steadyMs) =>
    linked ? steadyMs > STEADY_MS : code || buttons.includes(en.actions.linkAgain),
}
/** Longer than a log-out may take. */
const STEADY_MS = 6_000

/**
 * Does what it takes to reach a goal, whatever happens meanwhile: opens a tab that is gone, scans codes,
 * presses what is offered. Returns what is seen then, or undefined when patience ends.
 */
export async function reach(session: Session, goal: Goal): Promise<Sight | undefined> {
  const untilMs = Date.now() + PATIENCE_MS
  let pressedMs = 0
  let steadySinceMs = Date.now()
  while (Date.now() < untilMs) {
    await session.disturbance()
    const sight = await glance(session)
    if (sight !== undefined) {
      if (!sight.linked || !sight.online) steadySinceMs = Date.now()
      const isReached = REACHED[goal](sight, Date.now() - steadySinceMs)
      if (isReached && !session.isDisturbed()) return sight
      if (sight.code && goal === 'online') await scanOnce(session)
      // Pressing each time one looks would never let anything come to its end.
      const way = WAYS_ON.find((name) => sight.buttons.includes(name))
      if (way !== undefined && Date.now() - pressedMs > 1_000) {
        pressedMs = Date.now()
        await press(session, way)
      }
    }
    await pause(GLANCE_MS)
  }
  return undefined
}

async function glance(session: Session): Promise<Sight | undefined> {
  const { profile } = session
  const tab = profile.tab()
  if (tab === undefined) {
    await profile.openTab()
    return undefined
  }
  const sight = await look(tab)
  if (sight === undefined) return undefined
  session.saw(sight)
  // The page itself was not there: its server was away for a moment.
  if (!tab.url().startsWith('http')) await whileThere(() => tab.goto(session.host.url))
  return sight
}

/** Holds the phone before the screen. A code is taken once; what the phone says is kept. */
export async function scanOnce(session: Session): Promise<void> {
  const tab = session.profile.tab()
  if (tab === undefined) return
  const text = await whileThere(() => readQr(tab)).catch(() => undefined)
  if (text === undefined || session.scanned.has(text)) return
  session.scanned.add(text)
  session.enter('pairing')
  void session.host.phones.scan(undefined, text).then((result) => session.note('scan', result))
}

/** Presses a button of the page, if it is still there. */
export async function press(session: Session, name: string): Promise<void> {
  const tab = session.profile.tab()
  if (tab === undefined) return
  session.note('press', name)
  await tab
    .getByRole('button', { name, exact: true })
    .first()
    .click({ timeout: 2_000 })
    .catch(() => session.note('press', 'was gone'))
}

/** Logs out by the page's own button and dialog. */
export async function logOut(session: Session): Promise<void> {
  await press(session, en.account.logOut)
  const tab = session.profile.tab()
  await tab
    ?.getByRole('dialog')
    .getByRole('button', { name: en.logOut.confirm, exact: true })
    .click({ timeout: 5_000 })
    .catch(() => session.note('press', 'the question was gone'))
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
