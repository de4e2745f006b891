import { QRCodeCanvas } from 'qrcode.react'
import { memo, useState } from 'react'
import css from './QrCode.module.css'
import { type QrSize, quietModules, qrVersion } from './qrSize.ts'

interface QrCodeProps {
  readonly text: string
  readonly size: QrSize
  readonly label: string
}

/**
 * The code, drawn once for each text. When the text changes the new code fades in over the old one,
 * which is dropped as soon as it is covered.
 */
export function QrCode({ text, size, label }: QrCodeProps) {
  const [shown, setShown] = useState<{ readonly text: string; readonly before?: string }>({ text })
  if (shown.text !== text) setShown({ text, before: shown.text })
  const forget = () => setShown({ text })
  return (
    <div className={css.stack}>
      {shown.before !== undefined && (
        <div className={css.layer} aria-hidden="true" key={shown.before}>
          <Drawing text={shown.before} size={size} />
        </div>
      )}
      <div
        className={shown.before === undefined ? css.layer : css.arriving}
        onAnimationEnd={forget}
        key={text}
      >
        <Drawing text={text} size={size} label={label} />
      </div>
    </div>
  )
}

interface DrawingProps {
  readonly text: string
  readonly size: QrSize
  readonly label?: string
}

/** Layout rounds down to 1/64 pixel; this much more keeps the box from losing a device pixel. */
const layoutSlackPx = 1 / 128

/** Memoised, because the canvas component draws again each time its parent does. */
const Drawing = memo(function Drawing({ text, size, label }: DrawingProps) {
  const ratio = size.canvasPx / size.cssPx
  const boxPx = size.cssPx + layoutSlackPx / ratio
  return (
    <QRCodeCanvas
      value={text}
      level="M"
      boostLevel={false}
      minVersion={qrVersion(text)}
      marginSize={quietModules}
      size={size.cssPx}
      bgColor="#ffffff"
      fgColor="#10122b"
      className={css.drawing}
      style={{ width: boxPx, height: boxPx }}
      aria-label={label}
    />
  )
})
