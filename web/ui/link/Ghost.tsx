import { memo } from 'react'
import css from './Ghost.module.css'

const side = 29

/**
 * The shape of a code without content, under skeletons and covers: three corner marks and a fixed
 * sprinkle. It decodes to nothing, because the corner marks lack their rings.
 */
export const Ghost = memo(function Ghost({ breathing }: { readonly breathing: boolean }) {
  return (
    <svg
      className={breathing ? css.breathing : css.still}
      viewBox={`0 0 ${side} ${side}`}
      aria-hidden="true"
      focusable="false"
    >
      <rect x="0" y="0" width="7" height="7" rx="2" />
      <rect x={side - 7} y="0" width="7" height="7" rx="2" />
      <rect x="0" y={side - 7} width="7" height="7" rx="2" />
      <path d={sprinkle} />
    </svg>
  )
})

/** About four in ten of the cells outside the corners, by a fixed rule. */
const sprinkle = cells()
  .map(([x, y]) => `M${x + 0.5} ${y + 0.5}h.01`)
  .join('')

function cells(): readonly (readonly [number, number])[] {
  const all = Array.from({ length: side * side }, (_, at) => [at % side, Math.floor(at / side)])
  return all.flatMap(([x = 0, y = 0]) => {
    const inCorner = (x < 8 && y < 8) || (x > side - 9 && y < 8) || (x < 8 && y > side - 9)
    const chosen = (x * 7 + y * 13 + x * y * 3 + (x ^ y) * 5) % 10 < 4
    return inCorner || !chosen ? [] : [[x, y] as const]
  })
}
