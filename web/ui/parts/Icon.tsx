import { Drawing } from './Drawing.tsx'

/** Line drawings on a 20-pixel grid, in the text colour. */
const drawings = {
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
