/** Data codewords of versions 1 to 40 at error correction M (ISO/IEC 18004, table 7). */
const codewordsAtM = [
  16, 28, 44, 64, 86, 108, 124, 154, 182, 216, 254, 290, 334, 365, 415, 453, 507, 563, 627, 669,
  714, 782, 860, 914, 1000, 1062, 1128, 1193, 1267, 1373, 1455, 1541, 1631, 1725, 1812, 1914, 1992,
  2102, 2216, 2334,
]

/** Light modules on each side that a reader needs to find the code (ISO/IEC 18004, 9.1). */
export const quietModules = 4

/** The least size of a code on the screen, in CSS pixels. */
export const leastCssPx = 264

/** How a code is drawn: whole device pixels per module, and the CSS size that maps to exactly those. */
export interface QrSize {
  /** Device pixels a module. */
  readonly modulePx: number
  /** Light modules on each side, at least four. */
  readonly marginModules: number
  /** Side of the drawing in device pixels, quiet zone included. */
  readonly canvasPx: number
  /** The same side in CSS pixels; whole wherever the ratio allows it. */
  readonly cssPx: number
}

/**
 * The version (1 to 40) a text needs as bytes at error correction M.
 *
 * @throws RangeError when the text fits no code
 */
export function qrVersion(text: string): number {
  const bytes = new TextEncoder().encode(text).length
  const index = codewordsAtM.findIndex((codewords, at) => {
    const lengthBits = at + 1 < 10 ? 8 : 16
    return 4 + lengthBits + bytes * 8 <= codewords * 8
  })
  if (index < 0) throw new RangeError('text too long for a QR code')
  return index + 1
}

/** Modules on a side, without the quiet zone. */
export function modulesOf(version: number): number {
  return 17 + 4 * version
}

/** How many more light modules may be added to come out at whole CSS pixels. */
const mostExtraModules = 5

/**
 * Chooses the size of a code.
 *
 * It fills the card as far as whole device pixels allow. Its symbol is at least 264 CSS pixels wide
 * where the page has room for that, and the drawing with its quiet zone is so everywhere. Layout snaps
 * boxes to whole pixels, to those of CSS or to those of the device, as the browser sees fit; so among
 * the sizes that fit, one that is whole in both wins, if need be with a wider quiet zone.
 *
 * @param cardPx CSS pixels that the code should fill at most
 * @param roomPx CSS pixels that the page can give at most
 */
export function qrSize(
  version: number,
  devicePixelRatio: number,
  cardPx: number,
  roomPx: number,
): QrSize {
  const modules = modulesOf(version)
  const plain = modules + 2 * quietModules
  const forSymbol = Math.ceil((leastCssPx * devicePixelRatio) / modules)
  const forDrawing = Math.ceil((leastCssPx * devicePixelRatio) / plain)
  const symbolFits = (plain * forSymbol) / devicePixelRatio <= roomPx
  const least = symbolFits ? forSymbol : forDrawing
  const filling = Math.floor((Math.min(cardPx, roomPx) * devicePixelRatio) / plain)
  const most = Math.max(filling, least)
  const limitPx = Math.max(Math.min(cardPx, roomPx), (plain * most) / devicePixelRatio)
  for (let modulePx = most; modulePx >= least; modulePx -= 1) {
    for (let extra = 0; extra <= mostExtraModules; extra += 1) {
      const size = sized(modules, quietModules + extra, modulePx, devicePixelRatio)
      if (Number.isInteger(size.cssPx) && size.cssPx <= limitPx) return size
    }
  }
  return sized(modules, quietModules, most, devicePixelRatio)
}

function sized(modules: number, marginModules: number, modulePx: number, ratio: number): QrSize {
  const canvasPx = (modules + 2 * marginModules) * modulePx
  return { modulePx, marginModules, canvasPx, cssPx: exactQuotient(canvasPx, ratio) }
}

/**
 * `whole / ratio`, nudged up by rounding steps until `quotient * ratio` truncates to `whole` again:
 * that product is how the canvas gets its number of pixels.
 */
function exactQuotient(whole: number, ratio: number): number {
  let quotient = whole / ratio
  while (Math.floor(quotient * ratio) < whole) quotient += quotient * Number.EPSILON
  return quotient
}
