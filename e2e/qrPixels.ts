import type { Locator, Page } from '@playwright/test'
import jsQR from 'jsqr'

/** The canvas of the code that the companion shows now. */
export function qrCanvas(page: Page): Locator {
  return page.locator('canvas')
}

/**
 * Reads the code on the screen from the canvas's own pixels.
 *
 * @throws Error when the pixels hold no readable code.
 */
export async function readQr(page: Page): Promise<string> {
  const canvas = qrCanvas(page)
  await canvas.waitFor({ state: 'visible' })
  const image = await canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement
    const context = (element as HTMLCanvasElement).getContext('2d')
    const pixels = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray()
    return { width, height, pixels: Array.from(pixels) }
  })
  return decodePixels(Uint8ClampedArray.from(image.pixels), image.width, image.height)
}

/** Decodes RGBA pixels, four bytes each. */
export function decodePixels(pixels: Uint8ClampedArray, width: number, height: number): string {
  const found = jsQR(pixels, width, height)
  if (found === null) throw new Error(`no code in ${width} x ${height} pixels`)
  return found.data
}
