import type { Page } from '@playwright/test'
import { qrCanvas } from './qrPixels.ts'

export interface QrGeometry {
  /** Device pixels a module. */
  readonly module: number
  /** In the code and four modules around it: pixels neither near black nor near white are others. */
  readonly colours: { readonly dark: boolean; readonly light: boolean; readonly others: number }
  /** The narrowest of the four white margins, in modules. */
  readonly quietZoneModules: number
  /** Changes between dark and light that lie between two module borders. */
  readonly edgesOffGrid: number
}

/**
 * Measures the code on the screen: what a camera would see, not what the page meant to draw. The
 * whole viewport is taken, since a picture of one element may be scaled to whole CSS pixels.
 */
export async function measureQr(page: Page): Promise<QrGeometry> {
  const { width, height, greys } = await codeOnScreen(page)
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 128 : (greys[y * width + x] ?? 128)
  const dark = (x: number, y: number): boolean => at(x, y) < 128
  const rows = range(height).filter((y) => range(width).some((x) => dark(x, y)))
  const columns = range(width).filter((x) => range(height).some((y) => dark(x, y)))
  const [top = 0, start = 0] = [rows[0], columns[0]]
  const [bottom = 0, end = 0] = [rows.at(-1), columns.at(-1)]
  // The upper edge of the first finder pattern is seven modules long.
  let finder = 0
  while (dark(start + finder, top)) finder += 1
  const module = finder / 7
  const edgesOffGrid = rows.flatMap((y) =>
    range(width - 1).filter(
      (x) => dark(x, y) !== dark(x + 1, y) && !Number.isInteger((x + 1 - start) / module),
    ),
  ).length
  const quiet = Math.floor(4 * module)
  const seen = range(bottom - top + 1 + 2 * quiet).flatMap((y) =>
    range(end - start + 1 + 2 * quiet).map((x) => at(start - quiet + x, top - quiet + y)),
  )
  return {
    module,
    colours: {
      dark: seen.some((grey) => grey < 64),
      light: seen.some((grey) => grey > 240),
      others: seen.filter((grey) => grey >= 64 && grey <= 240).length,
    },
    quietZoneModules: Math.min(start, top, width - 1 - end, height - 1 - bottom) / module,
    edgesOffGrid,
  }
}

/** Around the canvas lies white paper: a little of it, so that rounding cuts no row of pixels off. */
const paperPx = 2

/** The device pixels under the canvas and a little around it, in grey, one byte each. */
async function codeOnScreen(page: Page) {
  const png = await page.screenshot({ animations: 'disabled' })
  const box = await qrCanvas(page).boundingBox()
  if (box === null) throw new Error('no code is shown')
  const image = await page.evaluate(
    async ({ base64, x, y, boxWidth, boxHeight }) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const ratio = bitmap.width / window.innerWidth
      const [left, top, width, height] = [x, y, boxWidth, boxHeight].map((value) =>
        Math.round(value * ratio),
      ) as [number, number, number, number]
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
      context?.drawImage(bitmap, 0, 0)
      const rgba = context?.getImageData(left, top, width, height).data ?? []
      let greys = ''
      for (let i = 0; i < rgba.length; i += 4) {
        greys += String.fromCharCode(((rgba[i] ?? 0) + (rgba[i + 1] ?? 0) + (rgba[i + 2] ?? 0)) / 3)
      }
      return { width, height, greys: btoa(greys) }
    },
    {
      base64: png.toString('base64'),
      x: box.x - paperPx,
      y: box.y - paperPx,
      boxWidth: box.width + 2 * paperPx,
      boxHeight: box.height + 2 * paperPx,
    },
  )
  return { ...image, greys: Buffer.from(image.greys, 'base64') }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}
