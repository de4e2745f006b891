import { readStill } from './decode.ts'
import { pixelsOf } from './livePicture.ts'

/** Larger pictures are scaled down when they are opened. */
const LONGEST_SIDE = 2400

/** What a still picture holds. */
export type StillResult =
  | { readonly found: string }
  | { readonly found: undefined }
  | { readonly fault: 'missing' }

/**
 * Opens a picture, shows it in the viewfinder and reads it, letting the page breathe between tries.
 * `stopped` is asked after each.
 */
export async function readPictureFile(
  file: Blob,
  view: CanvasRenderingContext2D,
  stopped: () => boolean,
): Promise<StillResult> {
  clear(view)
  const picture = await open(file)
  if (!picture) return { fault: 'missing' }
  show(view, picture)
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
  const copy = new OffscreenCanvas(
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  ).getContext('2d')
  if (!copy) return { fault: 'missing' }
  // Transparent parts of a picture count as paper.
  copy.fillStyle = '#ffffff'
  copy.fillRect(0, 0, copy.canvas.width, copy.canvas.height)
  copy.drawImage(picture, 0, 0, copy.canvas.width, copy.canvas.height)
  for (const text of readStill(pixelsOf(copy))) {
    if (text !== undefined) return { found: text }
    await pause()
    if (stopped()) break
  }
  return { found: undefined }
}

/** The first picture among dropped, pasted or chosen things. */
export function pictureIn(files: FileList | null | undefined): File | undefined {
  return [...(files ?? [])].find((file) => file.type.startsWith('image/'))
}

async function open(file: Blob): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(file)
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}

function clear(view: CanvasRenderingContext2D): void {
  view.resetTransform()
  view.fillStyle = '#0b0c18'
  view.fillRect(0, 0, view.canvas.width, view.canvas.height)
}

function show(view: CanvasRenderingContext2D, picture: ImageBitmap): void {
  const { width, height } = view.canvas
  const scale = Math.min(width / picture.width, height / picture.height)
  const [drawnWidth, drawnHeight] = [picture.width * scale, picture.height * scale]
  view.drawImage(
    picture,
    (width - drawnWidth) / 2,
    (height - drawnHeight) / 2,
    drawnWidth,
    drawnHeight,
  )
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve)
  })
}
