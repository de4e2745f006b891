import type { Pixels } from './pixels.ts'

/** A moving picture that the scanner looks at. It gives pixels and nothing else. */
export interface LivePicture {
  /** Draws what is seen now onto the viewfinder. */
  draw(view: CanvasRenderingContext2D): void
  /** The pixels to read now; undefined while there is nothing worth reading. */
  grab(view: CanvasRenderingContext2D): Pixels | undefined
  /** The scanner does not look for now, but the picture stays open. */
  rest?(): void
  stop(): void
}

/** Frames are read this often at most; reading one takes some 10 to 100 ms. */
const READ_EVERY_MS = 160

/**
 * Shows a live picture in the viewfinder and reads its frames until a code is found. The reading
 * runs on a timer, since a page in the background gets no animation frames. Returns the end.
 */
export function runViewfinder(options: {
  readonly view: CanvasRenderingContext2D
  readonly picture: LivePicture
  readonly read: (frame: Pixels, turn: number) => string | undefined
  readonly onText: (text: string) => void
}): () => void {
  const { view, picture, read, onText } = options
  let ended = false
  let turn = 0
  let animation = 0
  let timer = 0

  const end = (): void => {
    ended = true
    cancelAnimationFrame(animation)
    clearTimeout(timer)
  }
  const show = (): void => {
    picture.draw(view)
    animation = requestAnimationFrame(show)
  }
  const look = (): void => {
    if (document.hidden) picture.draw(view)
    const frame = picture.grab(view)
    const text = frame && read(frame, turn++)
    if (ended) return
    if (text === undefined) {
      timer = window.setTimeout(look, READ_EVERY_MS)
      return
    }
    end()
    onText(text)
  }
  show()
  timer = window.setTimeout(look, READ_EVERY_MS)
  return end
}

/** All pixels of a canvas. */
export function pixelsOf(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
): Pixels {
  const { width, height } = context.canvas
  return context.getImageData(0, 0, width, height)
}
