import type { Page } from '@playwright/test'

export interface QrGeometry {
  /** Both colours occur, and how many pixels are neither near black nor near white. */
  readonly colours: { readonly dark: boolean; readonly light: boolean; readonly others: number }
  /** The narrowest of the four white margins, in modules. */
  readonly quietZoneModules: number
  /** Changes between dark and light that lie between two module borders. */
  readonly edgesOffGrid: number
}

/** Measures a screenshot (PNG) of a code: what a camera would see, not what the page meant to draw. */
export async function measureQr(page: Page, png: Buffer): Promise<QrGeometry> {
  const { width, height, luminance } = await pixelsOf(page, png)
  const at = (x: number, y: number): number => luminance[y * width + x] ?? 255
  const dark = (x: number, y: number): boolean => at(x, y) < 128
  const rows = range(height).filter((y) => range(width).some((x) => dark(x, y)))
  const columns = range(width).filter((x) => range(height).some((y) => dark(x, y)))
  const top = rows[0] ?? 0
  const bottom = rows.at(-1) ?? 0
  const start = columns[0] ?? 0
  const end = columns.at(-1) ?? 0
  // The upper edge of the first finder pattern is seven modules long.
  let finder = 0
  while (dark(start + finder, top)) finder += 1
  const module = finder / 7
  const margins = [start, top, width - 1 - end, height - 1 - bottom]
  const edgesOffGrid = rows.flatMap((y) =>
    range(width - 1).filter(
      (x) => dark(x, y) !== dark(x + 1, y) && !Number.isInteger((x + 1 - start) / module),
    ),
  ).length
  return {
    colours: {
      dark: luminance.some((value) => value < 64),
      light: luminance.some((value) => value > 240),
      others: luminance.filter((value) => value >= 64 && value <= 240).length,
    },
    quietZoneModules: Math.min(...margins) / module,
    edgesOffGrid,
  }
}

async function pixelsOf(page: Page, png: Buffer) {
  const image = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const { width, height } = bitmap
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    context?.drawImage(bitmap, 0, 0)
    const rgba = context?.getImageData(0, 0, width, height).data ?? []
    let greys = ''
    for (let i = 0; i < rgba.length; i += 4) {
      greys += String.fromCharCode(((rgba[i] ?? 0) + (rgba[i + 1] ?? 0) + (rgba[i + 2] ?? 0)) / 3)
    }
    return { width, height, greys: btoa(greys) }
  }, png.toString('base64'))
  return { ...image, luminance: Array.from(Buffer.from(image.greys, 'base64')) }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}
