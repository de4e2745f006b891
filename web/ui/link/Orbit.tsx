import { type CSSProperties, useState } from 'react'
import { useWindow } from '../parts/window.ts'
import css from './Orbit.module.css'

interface OrbitProps {
  /** Width of the box that the orbit runs around, in CSS pixels; also its height, if none is given. */
  readonly aroundPx: number
  readonly heightPx?: number
  /** How far the drawing reaches beyond that box on each side. */
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
export function Orbit({ aroundPx, heightPx = aroundPx, reachPx, lifeMs, endsAtMs }: OrbitProps) {
  const { clock } = useWindow()
  // Where the moon stands is settled when it appears; later draws must not move it.
  const [elapsedMs] = useState(() => Math.max(0, lifeMs - (endsAtMs - clock.now())))
  const style: CSSProperties = {
    animationDuration: `${lifeMs}ms`,
    animationDelay: `${-elapsedMs}ms`,
  }
  const width = aroundPx + 2 * reachPx
  const height = heightPx + 2 * reachPx
  const path = roundedBox(width - edgePx, height - edgePx, cornerPx + reachPx - edgePx)
  return (
    <svg
      className={css.orbit}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      focusable="false"
    >
      <path className={css.ahead} d={path} pathLength={1000} style={style} />
      <path className={css.moon} d={path} pathLength={1000} style={style} />
    </svg>
  )
}

/** A box with round corners inside the edge, from its top centre clockwise. */
function roundedBox(right: number, bottom: number, radius: number): string {
  const middle = (edgePx + right) / 2
  const arc = (x: number, y: number) => `A${radius} ${radius} 0 0 1 ${x} ${y}`
  return [
    `M${middle} ${edgePx}`,
    `H${right - radius}`,
    arc(right, edgePx + radius),
    `V${bottom - radius}`,
    arc(right - radius, bottom),
    `H${edgePx + radius}`,
    arc(edgePx, bottom - radius),
    `V${edgePx + radius}`,
    arc(edgePx + radius, edgePx),
    'Z',
  ].join('')
}
