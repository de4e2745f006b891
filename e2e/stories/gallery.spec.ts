import { en } from '../../web/ui/words/en.ts'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page, test } from '@playwright/test'
import { type GalleryServer, serveGallery } from '../gallery/serveGallery.ts'
import { scenes } from '../gallery/states.ts'
import { allStories } from '../storyChoice.ts'
import { measureQr } from '../qrGeometry.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

let gallery: GalleryServer

test.beforeAll(async () => {
  gallery = await serveGallery()
})

test.afterAll(async () => {
  await gallery.close()
})

/** What the gallery's page offers to a test. */
interface Gallery {
  /** The next event of the scene: the code rotates, or runs out. */
  rotate(): void
  expire(): void
}

const act = (page: Page, name: keyof Gallery) =>
  page.evaluate((event) => (window as unknown as Gallery)[event](), name)

async function open(page: Page, scene: string): Promise<void> {
  await page.goto(`${gallery.address}?${scene}`)
  await page.locator('main h1').waitFor({ state: 'attached' })
  await page.locator('html[data-drawn]').waitFor()
  await page.evaluate(async () => {
    await document.fonts.ready
    // What was lazily imported is drawn by then.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  })
}

/** The findings of axe that matter to a person, as one line each. */
async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    interface Violation {
      readonly id: string
      readonly impact: string
      readonly nodes: readonly { readonly html: string }[]
    }
    const { axe } = window as unknown as {
      axe: { run(what: object, how: object): Promise<{ violations: Violation[] }> }
    }
    // What fades in is half transparent for a moment, and axe would measure that.
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY) {
        animation.finish()
      }
    }
    const { violations } = await axe.run(document, { resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
  })
}

/** How many pixels of the page lie beyond its side. */
async function beyond(page: Page, width: number): Promise<number> {
  await page.setViewportSize({ width, height: 720 })
  return page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    return document.documentElement.scrollWidth - document.documentElement.clientWidth
  })
}

const looks = [
  { name: 'light and wide', width: 1280, other: 320, colorScheme: 'light' },
  { name: 'dark and narrow', width: 320, other: 1280, colorScheme: 'dark' },
] as const

/** Scenes that one story goes through. */
const PART = 20

/** A look by axe takes long: each scene has one of the two, and both with all stories. */
const scenesOf = (look: number): readonly string[] =>
  Object.keys(scenes).filter((_, index) => allStories || index % looks.length === look)

for (const [look, { name, width, other, colorScheme }] of looks.entries()) {
  test.describe(name, () => {
    test.use({ viewport: { width, height: 720 }, colorScheme })

    for (let from = 0; from < scenesOf(look).length; from += PART) {
      const some = scenesOf(look).slice(from, from + PART)
      test(`no scene has a serious barrier or scrolls sideways, from ${some[0]}`, async ({
        page,
      }) => {
        test.setTimeout(240_000)
        for (const scene of some) {
          await page.setViewportSize({ width, height: 720 })
          await open(page, scene)
          expect.soft(await barriers(page), scene).toEqual([])
          for (const wide of [width, other]) {
            expect.soft(await beyond(page, wide), `${scene} sideways at ${wide}`).toBe(0)
          }
        }
      })
    }
  })
}

for (const deviceScaleFactor of [1, 1.25, 1.5, 2, 3]) {
  test.describe(`${deviceScaleFactor} device pixels per CSS pixel`, () => {
    test.use({ deviceScaleFactor, viewport: { width: 1111, height: 777 }, colorScheme: 'dark' })

    test('every module of the code is whole on the screen', async ({ page }) => {
      await open(page, 'code')
      const { colours, edgesOffGrid, quietZoneModules } = await measureQr(page)
      expect(colours).toEqual({ dark: true, light: true, others: 0 })
      expect(edgesOffGrid).toBe(0)
      expect(quietZoneModules).toBeGreaterThanOrEqual(4)
    })
  })
}

test('a code is replaced on the same canvas, under the fading picture of the one before', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await open(page, 'code')
  const first = await readQr(page)
  await act(page, 'rotate')
  const before = page.locator('img[aria-hidden]')
  await expect(before).toHaveAttribute('src', /^data:image\/png/)
  await expect(before).not.toHaveAttribute('src', /./)
  await expect(before).toBeHidden()
  expect(await readQr(page)).not.toBe(first)
  await expect(qrCanvas(page)).toHaveCount(1)
})

test('without motion a code is replaced at once', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(page, 'code')
  await act(page, 'rotate')
  await expect(page.getByRole('img', { name: /3 of 6/ })).toBeVisible()
  await expect(page.locator('img[aria-hidden]')).not.toHaveAttribute('src', /./)
})

test('when the codes have run out the focus is on the button for new ones', async ({ page }) => {
  await open(page, 'code')
  await act(page, 'expire')
  await expect(page.getByRole('button', { name: en.actions.newCode })).toBeFocused()
})

test('a page that opens on a problem leaves the focus at its beginning', async ({ page }) => {
  await open(page, 'expired')
  await expect(page.getByRole('button', { name: en.actions.newCode })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.locator('a[href="#content"]')).toBeFocused()
})

test('the keyboard goes from chats to account and back', async ({ page }) => {
  await open(page, 'you')
  await page.getByRole('heading', { name: 'Ada Example' }).waitFor()
  await page.getByRole('link', { name: 'Chats', exact: true }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Chats' })).toBeFocused()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Ada Example' })).toBeFocused()
})
