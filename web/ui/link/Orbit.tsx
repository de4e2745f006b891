import { type CSSProperties, useState } from 'react'
import { useWindow } from '../parts/window.ts'
import css from './Orbit.module.css'

interface OrbitProps {
  /** Side of the square that the orbit runs around, in CSS pixels. */
  readonly aroundPx: number
  /** How far the drawing reaches beyond that square on each side. */
  readonly reachPx: number
  /** The code's whole life, in milliseconds of the window's clock. */
  readonly lifeMs: number
  /** Window-clock time at which it ends. */
  readonly endsAtMs: number
}

/** From the line to the drawing's edge: the moon's radius. With less reach there is no orbit. */
export const edgePx = 6
/** Radius of the card's corners. */
const cornerPx = 12

/**
 * The remaining time as a moon on its way around the code: the line ahead of it is the time left. CSS
 * moves it; nothing is drawn again until the next code.
 */
export function Orbit({ aroundPx, reachPx, lifeMs, endsAtMs }: OrbitProps) {
  const { clock } = useWindow()
  // Where the moon stands is settled when it appears; later draws must not move it.
  const [elapsedMs] = useState(() => Math.max(0, lifeMs - (endsAtMs - clock.now())))
  const style: CSSProperties = {
    animationDuration: `${lifeMs}ms`,
    animationDelay: `${-elapsedMs}ms`,
  }
  const side = aroundPx + 2 * reachPx
  const path = roundedSquare(edgePx, side - edgePx, cornerPx + reachPx - edgePx)
  return (
    <svg className={css.orbit} viewBox={`0 0 ${side} ${side}`} aria-hidden="true" focusable="false">
      <path className={css.ahead} d={path} pathLength={1000} style={style} />
      <path className={css.moon} d={path} pathLength={1000} style={style} />
    </svg>
  )
}

/** A square with round corners, from its top centre clockwise. */
function roundedSquare(from: number, to: number, radius: number): string {
  const middle = (from + to) / 2
  const arc = (x: number, y: number) => `A${radius} ${radius} 0 0 1 ${x} ${y}`
  return [
    `M${middle} ${from}`,
    `H${to - radius}`,
    arc(to, from + radius),
    `V${to - radius}`,
    arc(to - radius, to),
    `H${from + radius}`,
    arc(from, to - radius),
    `V${from + radius}`,
    arc(from + radius, from),
    'Z',
  ].join('')
}
