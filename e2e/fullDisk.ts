import type { BrowserContext, Page } from '@playwright/test'

/** The room for one origin, which can be made and taken away. */
export interface Disk {
  /**
   * From now on nothing more can be stored, by no page and no worker of the origin. False where the
   * browser does not keep to the bound, as was seen with a profile on the disk.
   */
  fill(tab: Page): Promise<boolean>
  free(): Promise<void>
  /** The origin has as much room as any other again. */
  lift(): Promise<void>
}

/** Much more than an account needs, and little enough to ask for more than that at once. */
const ROOM_BYTES = 8_000_000

/**
 * Bounds the room of an origin in a browser, before anything of the origin is opened: Chromium asks
 * for the room that is left when a write is larger than what it was told last, or half a minute later.
 *
 * @param keeper - a page that stays: its session holds the bound.
 */
export async function boundDisk(
  context: BrowserContext,
  keeper: Page,
  origin: string,
): Promise<Disk> {
  const devtools = await context.newCDPSession(keeper)
  const bound = (quotaSize: number) =>
    devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize })
  await bound(ROOM_BYTES)
  return {
    async fill(tab) {
      await bound(1)
      return tab.evaluate(askForMore, 2 * ROOM_BYTES)
    },
    free: async () => void (await bound(ROOM_BYTES)),
    lift: async () => void (await devtools.send('Storage.overrideQuotaForOrigin', { origin })),
  }
}

/** Runs in the page: a write that cannot be, after which the browser knows that there is no room. */
async function askForMore(bytes: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('filler', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows')
    opening.onerror = () => reject(opening.error ?? new Error('no reason'))
    opening.onsuccess = () => {
      const db = opening.result
      const transaction = db.transaction('rows', 'readwrite')
      transaction.objectStore('rows').put(new Uint8Array(bytes), 0)
      transaction.oncomplete = () => {
        db.close()
        resolve(false)
      }
      transaction.onabort = () => {
        db.close()
        resolve(true)
      }
    }
  })
}
