import css from './Drawing.module.css'

interface DrawingProps {
  /** An SVG path on the 20-pixel grid. */
  readonly lines: string
  readonly size?: number
}

/** A drawing that its view brings along, so that the first screen does not carry it. */
export function Drawing({ lines, size = 20 }: DrawingProps) {
  return (
    <svg
      className={css.drawing}
      viewBox="0 0 20 20"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <path d={lines} />
    </svg>
  )
}
