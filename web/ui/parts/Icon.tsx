import css from './Icon.module.css'

/** Line drawings on a 20-pixel grid, in the text colour. */
const drawings = {
  chats:
    'M5 4h10a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z M6.5 8.5h7 M6.5 11.5h4.5',
  you: 'M10 10.2a3.1 3.1 0 1 0 0-6.2 3.1 3.1 0 0 0 0 6.2z M4 16.5c.7-2.7 3-4 6-4s5.3 1.3 6 4',
  done: 'M4.5 10.5l3.5 3.5 7.5-8',
  phone: 'M6.5 2.5h7a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1z M9 15h2',
  offline:
    'M3 7.5c2-1.8 4.4-2.7 7-2.7s5 .9 7 2.7 M5.8 10.7c1.2-1 2.6-1.6 4.2-1.6s3 .6 4.2 1.6 M10 14.6v.1 M4 3l12.5 14',
  warning: 'M10 3.5l7 12.5h-14z M10 8.5v3.5 M10 13.9v.1',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M10 9.3v4.2 M10 6.6v.1',
} as const

export type IconName = keyof typeof drawings

interface IconProps {
  readonly name: IconName
  readonly size?: number
}

/** A small drawing beside words that say the same; never the only bearer of a meaning. */
export function Icon({ name, size }: IconProps) {
  return <Drawing lines={drawings[name]} {...(size === undefined ? {} : { size })} />
}

interface DrawingProps {
  /** An SVG path on the 20-pixel grid. */
  readonly lines: string
  readonly size?: number
}

/** A drawing that its view brings along, so that the first screen does not carry it. */
export function Drawing({ lines, size = 20 }: DrawingProps) {
  return (
    <svg
      className={css.icon}
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
