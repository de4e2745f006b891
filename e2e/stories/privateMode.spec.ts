import { rmSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { en } from '../../web/ui/words/en.ts'
import { appWithPrelude } from '../alteredApp.ts'
import { expectLinked, link, openUnlinked, problemHeading } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { keysInStores } from '../profile/keysInStores.ts'
import { qrCanvas } from '../qrPixels.ts'

/** A browser that can store anything but a key, as WebKit does in its private windows. */
const noKeys = `
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value, ...rest) {
    if (value instanceof CryptoKey) throw new DOMException("a key is not stored", "DataCloneError");
    return put.call(this, value, ...rest);
  };
`

/** A browser that opens no database until it is told to. */
const noDatabase = `
  const open = IDBFactory.prototype.open;
  let refused = true;
  new BroadcastChannel("storage").onmessage = () => { refused = false };
  IDBFactory.prototype.open = function (...rest) {
    if (refused) throw new DOMException("not in a private window", "InvalidStateError");
    return open.apply(this, rest);
  };
`

const story = test.extend<{ prelude: string; altered: undefined }>({
  prelude: ['', { option: true }],
  altered: [
    async ({ prelude, sandbox }, use) => {
      const app = appWithPrelude(prelude)
      sandbox.serve(app)
      await use(undefined)
      rmSync(app, { recursive: true, force: true })
    },
    { auto: true },
  ],
})

story.describe('a browser that stores no keys', () => {
  story.use({ prelude: noKeys })

  story(
    'says so beside the code, links for this visit, and begins anew at the next',
    async ({ page, context, sandbox, calm }) => {
      await openUnlinked(page)
      await expectNotKept(page)
      await calm.axe(page)
      await link(page, sandbox)
      expect(await keysInStores(page)).toEqual([])
      await page.getByRole('link', { name: en.nav.settings }).click()
      await expect(page.getByText(en.settings.storage.memory)).toBeVisible()

      const second = await context.newPage()
      await second.goto('/')
      await expectLinked(second)
      await second.close()
      await page.close()

      const later = await context.newPage()
      await openUnlinked(later)
      await expectNotKept(later)
    },
  )
})

story.describe('a browser that opens no database', () => {
  story.use({ prelude: noDatabase })

  story(
    'says so with a way on, and links for this visit once it may store',
    async ({ page, sandbox, calm }) => {
      await page.goto('/')
      await expect(problemHeading(page, 'storage-failed')).toBeVisible({ timeout: 30_000 })
      const again = page.getByRole('button', { name: en.actions.tryAgain })
      await calm.axe(page)
      // Trying changes nothing by itself: it says the same, and does not leave an empty page.
      await again.click()
      await expect(problemHeading(page, 'storage-failed')).toBeVisible()
      await expect(again).toBeEnabled()

      await page.evaluate(() => {
        const channel = new BroadcastChannel('storage')
        channel.postMessage('allowed')
        channel.close()
      })
      await again.click()
      await expect(qrCanvas(page)).toBeVisible()
      await expectNotKept(page)
      await link(page, sandbox)
      expect(await keysInStores(page)).toEqual([])
    },
  )
})

/** The choice is there, off, and says why. */
async function expectNotKept(page: Page): Promise<void> {
  const remember = page.getByRole('checkbox', { name: en.link.remember })
  await expect(remember).toBeDisabled()
  await expect(remember).not.toBeChecked()
  await expect(page.getByText(en.link.rememberImpossible)).toBeVisible()
}
