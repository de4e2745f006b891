import { fileURLToPath } from 'node:url'
import type { BrowserContext } from '@playwright/test'
import { build, type Rolldown } from 'vite'
import type { PastRecord } from '../../../server/phone/history/record.ts'
import type { PastComparison } from '../../node/storedPast.ts'
import type { compareStored, WrittenPast } from './comparedInPage.ts'

/** Where pages of the origin find the module that reads what is stored. */
const FOLDER = '/compared/'

/**
 * Compares what a browser has stored with what the phone told, line by line: ids, order, authors,
 * kinds, words, edits, stars, reactions. No tab may show the companion: its engine has ended.
 */
export async function compareWithPhone(
  context: BrowserContext,
  url: string,
  record: PastRecord,
): Promise<PastComparison> {
  const modules = await readerModules()
  await context.route(`**${FOLDER}*`, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: modules.get(new URL(route.request().url()).pathname.slice(FOLDER.length)) ?? '',
    }),
  )
  const page = await context.newPage()
  try {
    // A page without an engine.
    await page.goto(new URL('/config.json', url).href)
    return await page.evaluate(
      async ([address, past, nowMs]) => {
        const room = (await import(address)) as { compareStored: typeof compareStored }
        return room.compareStored(past, nowMs)
      },
      [`${FOLDER}reader.js`, written(record), Date.now()] as const,
    )
  } finally {
    await page.close()
  }
}

function written(record: PastRecord): WrittenPast {
  return {
    counts: record.counts,
    chats: Array.from(record.chats(), (chat) => ({ chat, lines: [...record.expected(chat.chat)] })),
    calls: [...record.calls()],
  }
}

/** Code by file name; the first one is `reader.js`. */
async function readerModules(): Promise<ReadonlyMap<string, string>> {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      lib: {
        entry: fileURLToPath(new URL('./comparedInPage.ts', import.meta.url)),
        formats: ['es'],
        fileName: 'reader',
      },
    },
  })
  const outputs = (Array.isArray(built) ? built : [built]) as readonly Rolldown.RolldownOutput[]
  const chunks = outputs.flatMap(({ output }) => output)
  return new Map(chunks.flatMap((one) => (one.type === 'chunk' ? [[one.fileName, one.code]] : [])))
}
