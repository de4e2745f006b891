import { QRCodeCanvas } from 'qrcode.react'
import { memo, type RefObject, useLayoutEffect, useRef } from 'react'
import css from './QrCode.module.css'
import { type QrSize, qrVersion } from './qrSize.ts'

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
 * Memoised, because the canvas component draws again each time its parent does.
 */
export const QrCode = memo(function QrCode({ text, size, label }: QrCodeProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const before = useFadingPicture(canvas, text)
  const boxPx = size.cssPx + (layoutSlackPx * size.cssPx) / size.canvasPx
  const box = { width: boxPx, height: boxPx }
  return (
    <div className={css.stack}>
      <QRCodeCanvas
        ref={canvas}
        value={text}
        level="M"
        boostLevel={false}
        minVersion={qrVersion(text)}
        marginSize={size.marginModules}
        size={size.cssPx}
        bgColor="#ffffff"
        fgColor="#10122b"
        className={css.drawing}
        style={box}
        aria-label={label}
      />
      <img className={css.before} ref={before} alt="" style={box} aria-hidden="true" hidden />
    </div>
  )
})

/**
 * Keeps the canvas's last picture in an image while the next one is drawn under it. Runs before the
 * canvas draws, which happens in a later phase of the same update.
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

function prefersStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches
}
