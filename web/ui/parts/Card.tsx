import type { ReactNode } from 'react'
import css from './Card.module.css'

interface CardProps {
  readonly children: ReactNode
  /** The id of the heading that names it. */
  readonly labelledBy: string
}

/** A surface that holds what belongs together. */
export function Card({ children, labelledBy }: CardProps) {
  return (
    <section className={css.card} aria-labelledby={labelledBy}>
      {children}
    </section>
  )
}
