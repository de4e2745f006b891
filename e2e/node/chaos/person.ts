import type { LinkView } from '../../../web/bridge/contract.ts'
import type { Session } from './session.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Ample: a backoff may have grown to 15 minutes, and a doubt needs another connection. */
const PATIENCE_MS = 3 * 3_600_000

/** How a session ended. */
export type Outcome = 'linked' | 'unlinked' | 'neither'

/** A person with a browser and a phone: links, works, comes back after four weeks, logs out. */
export async function live(session: Session): Promise<Outcome> {
  const { plan, draw } = session
  if (!(await link(session))) return 'neither'
  await passTime(session, draw(3 * MINUTE_MS))
  await others(session)
  if (!(await link(session))) return 'neither'
  if (plan.rotates) {
    await comeBackAfter(session, 27 * DAY_MS + draw(DAY_MS))
    if (!(await link(session))) return 'neither'
    await passTime(session, MINUTE_MS)
  }
  await passTime(session, draw(3 * MINUTE_MS))
  if (!(await link(session))) return 'neither'
  return plan.logsOut ? logOut(session) : 'linked'
}

/** Time passes; an engine that was killed is started again by the next look at its tab. */
export async function passTime(session: Session, ms: number): Promise<void> {
  const { clock } = session.world
  for (let left = ms; left > 0; left -= 500) {
    await clock.advance(Math.min(500, left))
    session.step()
    await wakeUp(session)
  }
}

async function wakeUp(session: Session): Promise<void> {
  if (session.life?.isAlive() === true) return
  session.life = await session.profile.start()
  const { link } = session.life.snapshot()
  session.windows.begins(link.at === 'linked' || link.at === 'confirming')
}

/** Does what it takes to be linked and online. False when that never comes. */
export async function link(session: Session): Promise<boolean> {
  const { clock } = session.world
  const untilMs = clock.now() + PATIENCE_MS
  const done = new Set<string>()
  await wakeUp(session)
  while (clock.now() < untilMs) {
    const snapshot = session.life?.snapshot()
    const isLinked = snapshot?.link.at === 'linked'
    if (isLinked && snapshot?.connection.at === 'online') {
      // What follows a login, and what a late answer may still bring.
      await passTime(session, 4_000)
      const { link: later, connection } = session.life?.snapshot() ?? {}
      if (later?.at === 'linked' && connection?.at === 'online') return true
      continue
    }
    if (snapshot?.connection.at === 'stopped') await run(session, 'retryNow')
    else if (snapshot !== undefined) await help(session, snapshot.link, done)
    await passTime(session, 1_000)
  }
  return false
}

/** What a person does about what the screen shows. `done` remembers codes that were used. */
async function help(session: Session, view: LinkView, done: Set<string>): Promise<void> {
  const { plan, world, draw } = session
  if (view.at === 'expired' || view.at === 'ended' || view.at === 'refused') {
    await run(session, 'newCode')
    return
  }
  if (view.at !== 'showingQr' || draw(plan.window === 'codes-shown' ? 30 : 5) > 0) return
  if (plan.byCode && !done.has('no code')) {
    await typeCode(session, done)
  } else if (!done.has(view.qr)) {
    done.add(view.qr)
    session.windows.personDoes('pairing')
    void world.phones().scan(undefined, view.qr)
  }
}

/** Asks for a code, and types it once the phone knows of it. After a failure the QR will do. */
async function typeCode(session: Session, done: Set<string>): Promise<void> {
  const { world, life } = session
  const { pairCode } = life?.snapshot() ?? {}
  const [phone] = world.phones().list()
  if (pairCode === undefined && phone !== undefined) {
    await life?.engine.run({ type: 'requestCode', number: `+${phone.number}` }, 'window')
  } else if (pairCode?.at === 'failed') {
    done.add('no code')
  } else if (
    pairCode?.at === 'showing' &&
    phone?.pairing !== undefined &&
    !done.has(pairCode.code)
  ) {
    done.add(pairCode.code)
    session.windows.personDoes('pairing')
    void world.phones().typeCode(undefined, pairCode.code)
  }
}

/** Other people write for the first time: the service runs low on keys. */
async function others(session: Session): Promise<void> {
  const leave = session.draw(6)
  try {
    session.world
      .service()
      ?.fault({ action: { kind: 'consume-pre-keys', leave }, target: {}, times: 1 })
  } catch {
    // Nobody is linked at this moment.
  }
  await passTime(session, 10_000)
}

/** The browser is closed for a long time. */
async function comeBackAfter(session: Session, ms: number): Promise<void> {
  await session.life?.engine.retire()
  session.life = undefined
  await session.world.clock.advance(ms)
  await wakeUp(session)
}

async function logOut(session: Session): Promise<Outcome> {
  session.windows.personDoes('logging-out')
  session.step()
  void run(session, 'logOut')
  await passTime(session, 20_000)
  const { clock } = session.world
  for (const untilMs = clock.now() + PATIENCE_MS; clock.now() < untilMs; ) {
    const { link: view, connection } = session.life?.snapshot() ?? {}
    if (view !== undefined && view.at !== 'linked' && view.at !== 'confirming') {
      if (connection?.at !== 'stopped') return 'unlinked'
    } else if (connection?.at === 'online') return 'linked'
    if (connection?.at === 'stopped') await run(session, 'retryNow')
    await passTime(session, 2_000)
  }
  return 'neither'
}

async function run(session: Session, type: 'retryNow' | 'newCode' | 'logOut'): Promise<void> {
  await Promise.race([session.life?.engine.run({ type }, 'window'), passes(session, 5_000)])
}

/** A command of an engine that is killed never ends. */
function passes({ world }: Session, ms: number): Promise<void> {
  return new Promise((resolve) => {
    world.clock.after(ms, resolve)
  })
}
