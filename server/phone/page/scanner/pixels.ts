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
  const columns = spans(width, picture.width)
  const rows = spans(height, picture.height)
  const data = new Uint8ClampedArray(width * height * 4)
  let to = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      writeMean(picture, columns, rows, x, y, data, to)
    }
  }
  return { data, width, height }
}

/** For each new pixel of a line the first old one under it and the one after the last. */
function spans(count: number, oldCount: number): Int32Array {
  const edges = new Int32Array(count * 2)
  for (let at = 0; at < count; at++) {
    const first = Math.min(oldCount - 1, Math.floor((at * oldCount) / count))
    edges[at * 2] = first
    edges[at * 2 + 1] = Math.max(first + 1, Math.floor(((at + 1) * oldCount) / count))
  }
  return edges
}

function writeMean(
  picture: Pixels,
  columns: Int32Array,
  rows: Int32Array,
  x: number,
  y: number,
  data: Uint8ClampedArray,
  to: number,
): void {
  const left = columns[x * 2] ?? 0
  const right = columns[x * 2 + 1] ?? 0
  const bottom = rows[y * 2 + 1] ?? 0
  let red = 0
  let green = 0
  let blue = 0
  let count = 0
  for (let row = rows[y * 2] ?? 0; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const from = (row * picture.width + column) * 4
      red += picture.data[from] ?? 0
      green += picture.data[from + 1] ?? 0
      blue += picture.data[from + 2] ?? 0
      count++
    }
  }
  data[to] = red / count
  data[to + 1] = green / count
  data[to + 2] = blue / count
  data[to + 3] = 255
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
  for (let at = 0; at < grey.length; at++) {
    const value = grey[at] ?? 0
    out[at * 4] = value
    out[at * 4 + 1] = value
    out[at * 4 + 2] = value
  }
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
  const line = new Float32Array(count)
  for (let at = 0; at < count; at++) line[at] = values[start + at * step] ?? 0
  const edged = (at: number): number => line[Math.min(count - 1, Math.max(0, at))] ?? 0
  let sum = 0
  for (let at = -radius; at <= radius; at++) sum += edged(at)
  for (let at = 0; at < count; at++) {
    values[start + at * step] = sum / (2 * radius + 1)
    sum += edged(at + radius + 1) - edged(at - radius)
  }
}
