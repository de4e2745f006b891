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
    const pixels = context?.getImageData(0, 0, width, height).data ?? []
    // One character a pixel: an array of numbers would take seconds to cross over.
    let greys = ''
    for (let i = 0; i < pixels.length; i += 4) {
      greys += String.fromCharCode(
        ((pixels[i] ?? 0) + (pixels[i + 1] ?? 0) + (pixels[i + 2] ?? 0)) / 3,
      )
    }
    return { width, height, greys: btoa(greys) }
  })
  return decodeGreys(Buffer.from(image.greys, 'base64'), image.width, image.height)
}

/** Decodes grey pixels, one byte each. */
export function decodeGreys(greys: Uint8Array, width: number, height: number): string {
  const pixels = new Uint8ClampedArray(greys.length * 4).fill(255)
  greys.forEach((grey, index) => {
    pixels.fill(grey, index * 4, index * 4 + 3)
  })
  const found = jsQR(pixels, width, height)
  if (found === null) throw new Error(`no code in ${width} x ${height} pixels`)
  return found.data
}
