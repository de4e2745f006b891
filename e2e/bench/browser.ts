import { chromium } from '@playwright/test'
import { startHost } from '../../server/sandbox/host.ts'
import { findBrowser } from '../findBrowser.ts'
import { buildPages, type BuiltPages } from './builtPages.ts'
import { loadedScripts } from './loadedScripts.ts'
import { median } from './measure.ts'
import type { Bench, Row } from './report.ts'
import { type Timed, visitTwice } from './visit.ts'

/** Aim: the code stands there within this multiple of the time an empty React page takes. */
const TIME_AIM = 1.8

/** Aim for all scripts until then, gzip -9, page and engine together. */
const BYTES_AIM = 150_000

/** The first round starts the browser's own processes and does not count. */
const ROUNDS = 11

const CODE = 'canvas'

/** How soon a new visitor sees a code, and how much code that takes, in a real browser. */
export const bench: Bench = async () => {
  const executablePath = findBrowser()
  const pages = await buildPages()
  const browser = await chromium.launch({
    args: ['--no-sandbox', '--disable-background-networking'],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  try {
    const visits = await timeVisits(pages, (timed) => visitTwice(browser, timed))
    const scripts = await loadedScripts(browser, pages.companion, CODE)
    const total = scripts.reduce((sum, { bytes }) => sum + bytes, 0)
    return [
      timeRow('code drawn, first visit', visits, ({ cold }) => cold.wallMs),
      timeRow('code drawn, files cached', visits, ({ warm }) => warm.wallMs),
      effortRow('  processor time, first visit', visits, ({ cold }) => cold.processorMs),
      effortRow('  processor time, files cached', visits, ({ warm }) => warm.processorMs),
      {
        what: 'scripts until the code, of 150 kB',
        figures: `${kilobytes(total)} gzip, page and engine`,
        ratio: total / BYTES_AIM,
        aim: { kind: 'at most', value: 1 },
      },
      ...scripts.map(({ name, bytes }) => ({ what: `  ${name}`, figures: kilobytes(bytes) })),
      { what: 'note', figures: 'ratios of one run, both pages in turns; times vary by machine' },
    ]
  } finally {
    await browser.close()
    pages.remove()
  }
}

type Visit = Awaited<ReturnType<typeof visitTwice>>

interface Visits {
  readonly companion: readonly Visit[]
  readonly empty: readonly Visit[]
}

/** Both pages in turns, each from a server of its own with the same headers; the order alternates. */
async function timeVisits(
  pages: BuiltPages,
  visitPage: (timed: Timed) => Promise<Visit>,
): Promise<Visits> {
  const host = await startHost({ dist: pages.companion })
  const emptyHost = await startHost({ dist: pages.empty })
  const companion: Timed = { url: host.url, selector: CODE }
  const empty: Timed = { url: emptyHost.url, selector: '#empty' }
  const visits = { companion: [] as Visit[], empty: [] as Visit[] }
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      for (const page of round % 2 === 0 ? [companion, empty] : [empty, companion]) {
        const visit = await visitPage(page)
        if (round > 0) visits[page === companion ? 'companion' : 'empty'].push(visit)
      }
    }
  } finally {
    await host.close()
    await emptyHost.close()
  }
  return visits
}

function timeRow(what: string, visits: Visits, time: (visit: Visit) => number): Row {
  const { ours, theirs, row } = effortOf(what, visits, time)
  return { ...row, ratio: ours / theirs, aim: { kind: 'at most', value: TIME_AIM } }
}

/** Not judged, but steady: on a machine that others use, it tells whether the time can be trusted. */
function effortRow(what: string, visits: Visits, time: (visit: Visit) => number): Row {
  const { ours, theirs, row } = effortOf(what, visits, time)
  return { ...row, figures: `${row.figures}, ${(ours / theirs).toFixed(2)}x` }
}

function effortOf(what: string, { companion, empty }: Visits, time: (visit: Visit) => number) {
  const ours = median(companion.map(time))
  const theirs = median(empty.map(time))
  const figures = `moonlet ${ours.toFixed(0)} ms, empty React page ${theirs.toFixed(0)} ms`
  return { ours, theirs, row: { what, figures } }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`
}
