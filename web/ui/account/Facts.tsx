import { type ReactNode, useId } from 'react'
import { Card } from '../parts/Card.tsx'
import css from './Facts.module.css'

export interface Fact {
  readonly name: string
  readonly value: ReactNode
  /** What it is for, in small print. */
  readonly note?: string
}

interface FactsProps {
  readonly title: string
  /** `false` stands for a fact that is not known. */
  readonly facts: readonly (Fact | false)[]
}

/** A titled list of names and values. */
export function Facts({ title, facts }: FactsProps) {
  const id = useId()
  return (
    <Card labelledBy={id}>
      <h2 className={css.title} id={id}>
        {title}
      </h2>
      <dl className={css.list}>
        {facts.map(
          (fact) =>
            fact !== false && (
              <div className={css.fact} key={fact.name}>
                <dt className={css.name}>{fact.name}</dt>
                <dd className={css.value}>
                  {fact.value}
                  {fact.note !== undefined && <span className={css.note}>{fact.note}</span>}
                </dd>
              </div>
            ),
        )}
      </dl>
    </Card>
  )
}
