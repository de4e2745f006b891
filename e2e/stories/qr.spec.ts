import { openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { measureQr } from '../qrGeometry.ts'
import { qrCanvas, readQr } from '../qrPixels.ts'
import { variant } from '../storyChoice.ts'

const screens = [
  {
    name: 'desktop',
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
    colorScheme: 'light',
  },
  {
    name: 'dark',
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
    colorScheme: 'dark',
  },
  {
    name: 'high density',
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 2,
    colorScheme: 'light',
  },
  {
    name: 'odd density',
    viewport: { width: 1024, height: 768 },
    deviceScaleFactor: 1.25,
    colorScheme: 'dark',
  },
  {
    name: 'narrow',
    viewport: { width: 320, height: 640 },
    deviceScaleFactor: 3,
    colorScheme: 'light',
  },
] as const

for (const { name, ...screen } of screens) {
  test.describe(name, () => {
    test.use(screen)

    // The gallery's story goes through all densities.
    const details = ['desktop', 'narrow'].includes(name) ? {} : variant
    test('whole-pixel modules, a quiet zone of four, dark on white', details, async ({ page }) => {
      await openUnlinked(page)
      await readQr(page)
      const box = await qrCanvas(page).boundingBox()
      const qr = await measureQr(page)
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(264)
      expect(qr.colours).toEqual({ dark: true, light: true, others: 0 })
      expect(qr.quietZoneModules).toBeGreaterThanOrEqual(4)
      // On the screen, not only in the canvas: every module edge lies on the module grid.
      expect(qr.edgesOffGrid).toBe(0)
    })
  })
}

test('the code is labelled, and its text stands nowhere in the page', async ({ page }) => {
  await openUnlinked(page)
  const text = await readQr(page)
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible()
  const html = await page.content()
  for (const field of text.split(',').slice(0, 4)) expect(html).not.toContain(field)
  expect(page.url()).not.toContain('#')
})
