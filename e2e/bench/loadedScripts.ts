import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from '@playwright/test'
import { startHost } from '../../server/sandbox/host.ts'
import { browserEffort } from './browserEffort.ts'
import { openTab, type Timed } from './visit.ts'

/** A script and its bytes as gzip -9 packs them. */
export interface LoadedScript {
  readonly name: string
  readonly bytes: number
}

/**
 * Every script that a new browser asks the server for until the code is drawn: the page's and the
 * engine's, preloaded ones too, since a worker's requests show nowhere else as reliably.
 */
export async function loadedScripts(
  browser: Browser,
  folder: string,
  selector: string,
): Promise<LoadedScript[]> {
  const host = await startHost({ dist: folder, record: true })
  const context = await browser.newContext()
  const effort = await browserEffort(browser)
  try {
    const page: Timed = { url: host.url, selector }
    const open = await openTab(context, page, effort)
    await open()
    const paths = host.httpLog.map(({ url }) => url.split(/[?#]/)[0] ?? '')
    return [...new Set(paths)]
      .filter((path) => path.endsWith('.js'))
      .map((path) => ({ name: basename(path), bytes: gzipBytes(join(folder, path)) }))
  } finally {
    await effort.close()
    await context.close()
    await host.close()
  }
}

function gzipBytes(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length
}
