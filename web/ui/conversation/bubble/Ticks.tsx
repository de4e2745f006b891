import type { Ticks as TicksOf } from '../../../bridge/chatViews.ts'
import { messageWords as words } from '../../words/messageWords.ts'
import css from './Ticks.module.css'

/** What each step looks like on a 16-pixel grid: `line` is drawn, `disc` filled, `cut` drawn upon it. */
const shapes: Readonly<
  Record<TicksOf, { readonly line?: string; readonly disc?: true; readonly cut?: string }>
> = {
  pending: { line: 'M8 14a6 6 0 1 0 0-12 6 6 0 0 0 0 12z M8 4.8v3.4l2.2 1.4' },
  sent: { line: 'M3.5 8.4l3 3 6-6.6' },
  delivered: { line: 'M8 14.3a6.3 6.3 0 1 0 0-12.6 6.3 6.3 0 0 0 0 12.6z M5.3 8.2l2 2 3.5-4' },
  read: { disc: true, cut: 'M5 8.2l2.2 2.2 3.9-4.5' },
  played: { disc: true, cut: 'M6.7 5.4l4 2.6-4 2.6z' },
  failed: { disc: true, cut: 'M8 4.4v4.2 M8 11.2v.2' },
}

interface TicksProps {
  readonly ticks: TicksOf
  readonly size?: number
}

/**
 * How far a message has come, as a shape that grows from a clock to a full moon. Its name is spoken
 * where `label` is wanted; in a bubble the message's own name tells it.
 */
export function Ticks({ ticks, size = 15 }: TicksProps) {
  const { line, disc, cut } = shapes[ticks]
  return (
    <svg
      className={css.ticks}
      data-ticks={ticks}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      role="img"
      aria-label={words.ticks[ticks]}
    >
      {disc === true && <circle className={css.disc} cx="8" cy="8" r="7" />}
      {line !== undefined && <path d={line} />}
      {cut !== undefined && <path className={css.cut} d={cut} />}
    </svg>
  )
}
