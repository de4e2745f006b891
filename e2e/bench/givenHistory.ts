import { setTimeout as pause } from 'node:timers/promises'
import type { BrowserContext, Page } from '@playwright/test'
import type { WireNode } from '../../web/wire/node/node.ts'
import type { Host } from '../../server/sandbox/host.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'
import type { MadeChunk } from './madePast.ts'

const PATIENCE_MS = 600_000
const LINK_MS = 90_000
const FEW_ROWS = 4
/** The index rests when it did nothing for so long. */
const REST_MS = 2_000

/** A linked page that shows its empty list. */
export async function linked(context: BrowserContext, host: Host): Promise<Page> {
  const page = await context.newPage()
  await page.goto(host.url)
  await qrCanvas(page).waitFor()
  const scanned = await host.phones.scan(undefined, await readQr(page))
  if (!scanned.ok) throw new Error('the phone refused the code')
  await page.getByRole('navigation').waitFor({ timeout: LINK_MS })
  return page
}

/** Gives a companion its past, and waits until all of it is stored and searchable. */
export async function takeHistory(
  host: Host,
  page: Page,
  chunks: readonly MadeChunk[],
): Promise<{ readonly storedMs: number; readonly searchableMs: number }> {
  const { record } = host.service
  const [phone] = host.people.list().filter(({ isPhone }) => isPhone)
  if (phone === undefined) throw new Error('a host has a phone')
  record.clear()
  await host.people.giveHistory(phone.id, chunks)
  const receipts = () => record.received.filter(({ node }) => node && isHistoryReceipt(node))
  const deadline = Date.now() + PATIENCE_MS
  while (receipts().length < chunks.length) {
    if (Date.now() > deadline) throw new Error('the history is not stored')
    await pause(20)
  }
  const searchableAtMs = await searchable(page, deadline)
  const beganMs = record.sent[0]?.atMs ?? Number.NaN
  return {
    storedMs: (receipts().at(-1)?.atMs ?? Number.NaN) - beganMs,
    searchableMs: searchableAtMs - beganMs,
  }
}

const isHistoryReceipt = ({ tag, attrs }: WireNode) =>
  tag === 'receipt' && attrs['type'] === 'hist_sync'

/**
 * When the index took in the last that it takes in now. Its queue is a store of the account's database;
 * a few rows stay there, of messages that are looked through one by one until there are more of them.
 */
async function searchable(page: Page, deadlineMs: number): Promise<number> {
  return await page.evaluate(
    async ([untilMs, few, restMs]) => {
      const [account] = JSON.parse(localStorage.getItem('moonlet.accounts') ?? '[]') as {
        id: string
      }[]
      const all = await indexedDB.databases()
      const name = all.map((one) => one.name ?? '').find((one) => one.includes(account?.id ?? '?'))
      if (name === undefined) throw new Error('no database')
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name)
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('not opened'))
      })
      try {
        let before = -1
        let changedMs = Date.now()
        for (;;) {
          const counting = database.transaction('searchQueue').objectStore('searchQueue').count()
          const count = await new Promise<number>((resolve, reject) => {
            counting.onsuccess = () => resolve(counting.result)
            counting.onerror = () => reject(counting.error ?? new Error('not counted'))
          })
          if (count !== before) changedMs = Date.now()
          before = count
          if (count <= few && Date.now() - changedMs > restMs) return changedMs
          if (Date.now() > untilMs) throw new Error(`${count} entries are not in the index`)
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      } finally {
        database.close()
      }
    },
    [deadlineMs, FEW_ROWS, REST_MS] as const,
  )
}
