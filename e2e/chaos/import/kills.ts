import type { Page } from '@playwright/test'
import { type Host, startHost } from '../../../server/sandbox/host.ts'
import { en } from '../../../web/ui/words/en.ts'
import { qrCanvas, readQr } from '../../qrPixels.ts'
import { type Draw, drawer } from '../draw.ts'
import { pause } from '../person.ts'
import { openProfile, type Profile } from '../profile.ts'
import type { Grounds } from '../session.ts'
import { whileThere } from '../whileThere.ts'
import { compareWithPhone } from './compareWithPhone.ts'

/** How large the past is that is brought in. */
export interface ImportSize {
  readonly chats: number
  /** Messages of a chat on average. */
  readonly messages: number
}

/** What came of it. */
export interface ImportReport {
  /** Where the import stood at each kill, in words. */
  readonly kills: readonly string[]
  /** Kills while it was under way. */
  readonly hits: number
  /** Lines that were found as the phone has them. */
  readonly lines: number
  /** What is missing, twice, out of order or otherwise than on the phone, in words. */
  readonly problems: readonly string[]
}

/** What the list says of the past that is coming. */
interface Standing {
  readonly at: string
  /** As far as it is told. */
  readonly percent: string | null
  readonly stored: number
}

const PHONE = 'phone-1'
const PATIENCE_MS = 240_000
/** For so long the list must say nothing more of what is coming. */
const QUIET_MS = 3_000
const LATEST_MS = 40
/** The last kill comes before so much of all is stored: what is under way can be hit. */
const REACH = 0.9

/**
 * Links a browser to a phone with a long past, kills the browser's process at random points of the
 * import, starts it again on what lies on the disk each time, lets it finish, and compares what is
 * stored with what the phone has told.
 */
export async function runImportKills(
  kills: number,
  seed: number,
  size: ImportSize,
  grounds: Grounds,
  say: (line: string) => void = () => {},
): Promise<ImportReport> {
  const history = { shape: 'life', ...size } as const
  const host = await startHost({
    port: 0,
    dist: grounds.dist,
    people: { cast: false, seed, history },
  })
  const profile = await openProfile({ url: host.url, ...grounds, onDisk: true })
  try {
    const draw = drawer(seed)
    await openWithRoom(profile)
    await link(host, profile)
    const record = host.people.past(PHONE)
    if (record === undefined) throw new Error('the phone has no past')
    const told: string[] = []
    let hits = 0
    for (const [turn, from] of pointsOf(draw, kills, record.counts.sent).entries()) {
      const stood = await killAt(profile, draw, from)
      if (stood !== undefined) hits++
      told.push(`kill ${turn + 1} at ${from} or more: ${inWords(stood)}`)
      say(told.at(-1) ?? '')
      await openWithRoom(profile)
    }
    const tab = tabOf(profile)
    await finished(tab)
    const context = tab.context()
    await tab.close()
    const { problems, lines } = await compareWithPhone(context, host.url, record)
    const failures = host.state().failures.map((failure) => `strict: ${JSON.stringify(failure)}`)
    const uncaught = profile.uncaught.map((message) => `uncaught: ${message}`)
    return { kills: told, hits, lines, problems: [...problems, ...failures, ...uncaught] }
  } finally {
    await profile.close()
    await host.close()
  }
}

/** At least how many messages are stored at each kill, fewest first; the first one comes at once. */
function pointsOf(draw: Draw, kills: number, all: number): readonly number[] {
  const later = Array.from({ length: kills - 1 }, () => draw(Math.floor(all * REACH)))
  return [0, ...later].toSorted((one, other) => one - other)
}

/** Such a past is larger than what other stories have room for. */
async function openWithRoom(profile: Profile): Promise<void> {
  await profile.disk().lift()
  await profile.openTab()
}

async function link(host: Host, profile: Profile): Promise<void> {
  const page = tabOf(profile)
  await qrCanvas(page).waitFor({ timeout: PATIENCE_MS })
  const scanned = await host.phones.scan(PHONE, await readQr(page))
  if (!scanned.ok) throw new Error(`not linked: ${scanned.code}`)
  await page.getByRole('navigation', { name: en.nav.label }).waitFor({ timeout: PATIENCE_MS })
}

function tabOf(profile: Profile): Page {
  const page = profile.tab()
  if (page === undefined) throw new Error('no tab')
  return page
}

/** Kills the browser a moment after so many messages are stored. Tells where the import stood. */
async function killAt(profile: Profile, draw: Draw, from: number): Promise<Standing | undefined> {
  const page = tabOf(profile)
  let stood: Standing | undefined
  let quietSinceMs = Date.now()
  for (const endMs = Date.now() + PATIENCE_MS; ; await pause(1)) {
    if (Date.now() > endMs) throw new Error(`the import stays: ${inWords(stood)}`)
    stood = await standing(page)
    if (stood !== undefined) quietSinceMs = Date.now()
    if (stood !== undefined && stood.stored >= from) break
    // Over: the kill comes all the same.
    if (Date.now() - quietSinceMs > QUIET_MS && (await hasChats(page))) break
  }
  await pause(draw(LATEST_MS))
  stood = (await standing(page)) ?? stood
  await profile.kill()
  return stood
}

/** Waits until the list says nothing more of what is coming. */
async function finished(page: Page): Promise<void> {
  let quietSinceMs = Date.now()
  for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs; await pause(50)) {
    const stood = await standing(page)
    if (stood !== undefined || !(await hasChats(page))) quietSinceMs = Date.now()
    if (Date.now() - quietSinceMs > QUIET_MS) return
  }
  throw new Error(`the import does not end: ${inWords(await standing(page))}`)
}

const hasChats = (page: Page): Promise<boolean> =>
  page.getByRole('list', { name: en.chatList.list }).getByRole('link').first().isVisible()

/** What the list says; nothing while nothing is coming, or the page is not there yet. */
function standing(page: Page): Promise<Standing | undefined> {
  return whileThere(() =>
    page.evaluate(() => {
      const line = document.querySelector<HTMLElement>('[data-at]:has(#history-phase)')
      if (line === null) return undefined
      const count = /([\d,]+) messages are stored/.exec(line.textContent)?.[1] ?? '0'
      const bar = line.querySelector('[role=progressbar]')
      return {
        at: line.dataset['at'] ?? '',
        percent: bar?.getAttribute('aria-valuenow') ?? null,
        stored: Number(count.replaceAll(',', '')),
      }
    }),
  )
}

function inWords(stood: Standing | undefined): string {
  if (stood === undefined) return 'nothing was on its way'
  const { at, percent, stored } = stood
  return `${at}, ${percent === null ? '' : `${percent} %, `}${stored} messages stored`
}
