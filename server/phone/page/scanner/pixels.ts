/** An image as rows of red, green, blue and alpha bytes. `ImageData` is one. */
export interface Pixels {
  readonly data: Uint8ClampedArray
  readonly width: number
  readonly height: number
}

/** A picture at another size; every new pixel is the mean of the old ones that it covers. */
export function resize(picture: Pixels, factor: number): Pixels {
  const width = Math.max(1, Math.round(picture.width * factor))
  const height = Math.max(1, Math.round(picture.height * factor))
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++) {
    const [top, bottom] = covered(y, height, picture.height)
    for (let x = 0; x < width; x++) {
      const [left, right] = covered(x, width, picture.width)
      data.set(mean(picture, left, top, right, bottom), (y * width + x) * 4)
    }
  }
  return { data, width, height }
}

/** First old pixel and the one after the last under new pixel `at` of `count`; at least one. */
function covered(at: number, count: number, oldCount: number): [number, number] {
  const first = Math.min(oldCount - 1, Math.floor((at * oldCount) / count))
  return [first, Math.max(first + 1, Math.floor(((at + 1) * oldCount) / count))]
}

function mean(picture: Pixels, left: number, top: number, right: number, bottom: number): number[] {
  let red = 0
  let green = 0
  let blue = 0
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = (y * picture.width + x) * 4
      red += picture.data[at] ?? 0
      green += picture.data[at + 1] ?? 0
      blue += picture.data[at + 2] ?? 0
    }
  }
  const count = (right - left) * (bottom - top)
  return [red / count, green / count, blue / count, 255]
}

/**
 * The picture in grey, each pixel the mean of its neighbours up to `radius` away: takes the grain
 * out of a noisy camera. Pixels beyond the edge count as the edge.
 */
export function smooth(picture: Pixels, radius: number): Pixels {
  const { data, width, height } = picture
  const grey = new Float32Array(width * height)
  for (let at = 0; at < grey.length; at++) {
    const from = at * 4
    grey[at] = ((data[from] ?? 0) * 3 + (data[from + 1] ?? 0) * 6 + (data[from + 2] ?? 0)) / 10
  }
  for (let y = 0; y < height; y++) averageLine(grey, y * width, 1, width, radius)
  for (let x = 0; x < width; x++) averageLine(grey, x, width, height, radius)
  const out = new Uint8ClampedArray(data.length).fill(255)
  for (let at = 0; at < grey.length; at++) out.fill(grey[at] ?? 0, at * 4, at * 4 + 3)
  return { data: out, width, height }
}

/** Replaces a line of values by their running means. */
function averageLine(
  values: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  const line = Float32Array.from({ length: count }, (_, at) => values[start + at * step] ?? 0)
  const edged = (at: number): number => line[Math.min(count - 1, Math.max(0, at))] ?? 0
  let sum = 0
  for (let at = -radius; at <= radius; at++) sum += edged(at)
  for (let at = 0; at < count; at++) {
    values[start + at * step] = sum / (2 * radius + 1)
    sum += edged(at + radius + 1) - edged(at - radius)
  }
}
