import { memo, type RefObject, useLayoutEffect, useRef } from 'react'
import css from './QrCode.module.css'
import { qrMatrix } from './qrMatrix.ts'
import type { QrSize } from './qrSize.ts'

interface QrCodeProps {
  readonly text: string
  readonly size: QrSize
  readonly label: string
}

/** Layout rounds down to 1/64 pixel; this much more keeps the box from losing a device pixel. */
const layoutSlackPx = 1 / 128
const swapMs = 150

/**
 * The code on its canvas. When the text changes, a picture of the old code fades out over the new one.
 * Memoised, because its parent is drawn again with every tick.
 */
export const QrCode = memo(function QrCode({ text, size, label }: QrCodeProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const before = useFadingPicture(canvas, text)
  const { canvasPx, modulePx, marginModules } = size
  useLayoutEffect(() => {
    if (canvas.current !== null) draw(canvas.current, text, { canvasPx, modulePx, marginModules })
  }, [text, canvasPx, modulePx, marginModules])
  const boxPx = size.cssPx + (layoutSlackPx * size.cssPx) / size.canvasPx
  const box = { width: boxPx, height: boxPx }
  return (
    <div className={css.stack}>
      <canvas ref={canvas} className={css.drawing} style={box} role="img" aria-label={label} />
      <img className={css.before} ref={before} alt="" style={box} aria-hidden="true" hidden />
    </div>
  )
})

/**
 * Keeps the canvas's last picture in an image while the next one is drawn under it. Use it before the
 * effect that draws.
 */
function useFadingPicture(
  canvas: RefObject<HTMLCanvasElement | null>,
  text: string,
): RefObject<HTMLImageElement | null> {
  const image = useRef<HTMLImageElement>(null)
  const drawn = useRef(text)
  useLayoutEffect(() => {
    if (drawn.current === text) return
    drawn.current = text
    const picture = image.current
    if (canvas.current === null || picture === null || prefersStillness()) return
    picture.src = canvas.current.toDataURL()
    picture.hidden = false
    const fade = picture.animate({ opacity: [1, 0] }, { duration: swapMs, easing: 'ease-out' })
    fade.onfinish = () => {
      picture.hidden = true
      picture.removeAttribute('src')
    }
  }, [canvas, text])
  return image
}

const light = '#ffffff'
const dark = '#10122b'

/** Draws the code in whole device pixels. */
function draw(
  canvas: HTMLCanvasElement,
  text: string,
  { canvasPx, modulePx, marginModules }: Omit<QrSize, 'cssPx'>,
): void {
  const { side, modules } = qrMatrix(text)
  canvas.width = canvasPx
  canvas.height = canvasPx
  const pen = canvas.getContext('2d')
  if (pen === null) return
  pen.fillStyle = light
  pen.fillRect(0, 0, canvasPx, canvasPx)
  pen.fillStyle = dark
  modules.forEach((isDark, at) => {
    if (isDark === 0) return
    const x = (marginModules + (at % side)) * modulePx
    const y = (marginModules + Math.floor(at / side)) * modulePx
    pen.fillRect(x, y, modulePx, modulePx)
  })
}

function prefersStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches
}
