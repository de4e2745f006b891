import type { Locator, Page } from '@playwright/test'
import { type Host, startHost } from '../../../server/sandbox/host.ts'
import { qrCanvas, readQr } from '../../qrPixels.ts'
import { bubble, field } from '../../talk.ts'
import { type Draw, drawer } from '../draw.ts'
import { pause } from '../person.ts'
import { openProfile, type Profile } from '../profile.ts'
import type { Grounds } from '../session.ts'
import { whileThere } from '../whileThere.ts'
import { type KillWindow, windowsAtKill } from './killWindows.ts'

/** What came of a number of kills. */
export interface KillReport {
  readonly hits: ReadonlyMap<KillWindow, number>
  /** What was lost, doubled or wrong, in words. */
  readonly problems: readonly string[]
}

/** Somebody to talk to, or a group. */
interface Chat {
  readonly name: string
  /** As its people name it. */
  readonly to: string
  readonly members: readonly string[]
}

interface Stage {
  readonly host: Host
  readonly profile: Profile
  readonly draw: Draw
  readonly ada: string
  readonly chats: readonly Chat[]
  readonly problems: string[]
  readonly hits: Map<KillWindow, number>
}

const PHONE = 'phone-1'
const PATIENCE_MS = 40_000
/** How many texts come and go around one kill. */
const COMING = 3
/** Longer than a message takes. */
const MOMENT_MS = 3_000

/**
 * Kills the browser's process so often while messages come and go, and starts it again on what lies on
 * the disk. Whatever a contact said must be shown once, and whatever was shown as composed must be
 * heard once by every device; what was typed and never shown may be gone, but is not half there.
 */
export async function runKills(
  kills: number,
  seed: number,
  grounds: Grounds,
  say: (line: string) => void = () => {},
): Promise<KillReport> {
  const host = await startHost({
    port: 0,
    dist: grounds.dist,
    record: true,
    people: { cast: false },
  })
  const profile = await openProfile({ url: host.url, ...grounds, onDisk: true })
  try {
    const stage = await settleIn(host, profile, drawer(seed))
    for (let turn = 0; turn < kills; turn++) {
      const before = stage.problems.length
      await killOnce(stage, turn)
      for (const problem of stage.problems.slice(before)) say(`kill ${turn}: ${problem}`)
    }
    for (const failure of host.state().failures) {
      stage.problems.push(`strict: ${JSON.stringify(failure)}`)
    }
    return stage
  } finally {
    await profile.close()
    await host.close()
  }
}

/** Links, and makes people to talk to. */
async function settleIn(host: Host, profile: Profile, draw: Draw): Promise<Stage> {
  await profile.openTab()
  const page = tabOf(profile)
  await qrCanvas(page).waitFor({ timeout: PATIENCE_MS })
  const scanned = await host.phones.scan(undefined, await readQr(page))
  if (!scanned.ok) throw new Error(`not linked: ${scanned.code}`)
  const ada = await host.people.add({ name: 'Ada', companions: 1 })
  const ben = await host.people.add({ name: 'Ben' })
  const members = [ada.id, ben.id]
  const moon = await host.people.group({ subject: 'Moon', members: [...members, PHONE] })
  const chats = [
    { name: 'Ada', to: PHONE, members: [ada.id] },
    { name: 'Moon', to: moon.id, members },
  ]
  for (const { to } of chats) await host.people.say(ada.id, to, 'hello')
  for (const { name } of chats) await row(page, name).waitFor({ timeout: PATIENCE_MS })
  return { host, profile, draw, ada: ada.id, chats, problems: [], hits: new Map() }
}

function tabOf(profile: Profile): Page {
  const page = profile.tab()
  if (page === undefined) throw new Error('no tab')
  return page
}

/** The row of a chat in the list: its name comes first in what is spoken of it. */
function row(page: Page, name: string): Locator {
  return page.getByRole('link', { name: new RegExp(`^${name}\\b`) })
}

async function open(page: Page, { name }: Chat): Promise<void> {
  await row(page, name).click({ timeout: PATIENCE_MS })
  await field(page).waitFor({ timeout: PATIENCE_MS })
}

/** Messages come and go in one chat; in the middle of it the process ends. */
async function killOnce(stage: Stage, turn: number): Promise<void> {
  const { host, profile, draw, ada, problems } = stage
  const chat = stage.chats[turn % stage.chats.length]
  if (chat === undefined) return
  const { record } = host.service
  await open(tabOf(profile), chat)
  record.clear()
  const page = tabOf(profile)
  const coming = Array.from({ length: COMING }, (_, at) => `in ${turn}.${at}.`)
  const going = `out ${turn}.`
  let wasShown = false
  const shows = whileThere(async () => {
    await bubble(page, going).waitFor({ timeout: PATIENCE_MS })
    wasShown = true
  })
  const types = whileThere(async () => {
    await field(page).fill(going)
    await field(page).press('Enter')
  })
  const speaks = (async () => {
    for (const text of coming) await host.people.say(ada, chat.to, text)
  })()
  const kind = Math.floor(turn / 2) % 4
  // An ack that takes its time leaves room between sent and acked.
  if (kind === 2)
    host.service.fault({ action: { kind: 'delay-ack', ms: 2_000 }, target: {}, times: 1 })
  const isGone = () => windowsAtKill(record).has('sent') || windowsAtKill(record).has('acked')
  const stanzas = draw(8)
  const moments: readonly (() => boolean)[] = [
    () => windowsAtKill(record).has('received') || record.sent.length > stanzas,
    () => wasShown,
    isGone,
    () => isGone() && record.received.length >= COMING + draw(4),
  ]
  const comes = moments[kind] ?? isGone
  for (const endMs = Date.now() + MOMENT_MS; !comes() && Date.now() < endMs; ) await pause(1)
  if (kind > 0) await pause(draw(20))
  await Promise.all([profile.kill(), types, shows, speaks])
  const windows = windowsAtKill(record)
  if (!windows.has('sent') && !windows.has('acked'))
    windows.add(wasShown ? 'committed' : 'composed')
  for (const window of windows) stage.hits.set(window, (stage.hits.get(window) ?? 0) + 1)

  await profile.openTab()
  const back = tabOf(profile)
  await open(back, chat)
  for (const text of coming) {
    if (!(await isShownOnce(back, text))) problems.push(`${text} is not shown once`)
  }
  await checkGoing(stage, chat, { text: going, wasShown })
}

async function isShownOnce(page: Page, text: string): Promise<boolean> {
  const found = bubble(page, text)
  await found
    .first()
    .waitFor({ timeout: PATIENCE_MS })
    .catch(() => undefined)
  return (await found.count()) === 1
}

/** What was composed is with everybody once; or nowhere, when the process ended before it was stored. */
async function checkGoing(
  { host, profile, problems }: Stage,
  chat: Chat,
  { text, wasShown }: { readonly text: string; readonly wasShown: boolean },
): Promise<void> {
  const page = tabOf(profile)
  const times = () =>
    [...chat.members, PHONE].flatMap((person) =>
      host.people
        .heard(person)
        .map(({ messages }) =>
          messages.filter((one) => one.text === text).reduce((sum, one) => sum + one.times, 0),
        ),
    )
  const isThere = wasShown || (await bubble(page, text).count()) > 0
  const wanted = isThere ? 1 : 0
  const endMs = Date.now() + PATIENCE_MS
  while (times().some((count) => count !== wanted) && Date.now() < endMs) await pause(20)
  await host.people.idle()
  const counts = times()
  if (counts.some((count) => count !== wanted)) {
    problems.push(`${text} was heard ${counts.join(', ')} times, wanted ${wanted}`)
  }
  const shown = await bubble(page, text).count()
  if (shown !== wanted) problems.push(`${text} is shown ${shown} times, wanted ${wanted}`)
}
