import { Fragment } from 'react'
import type { SearchHit } from '../../bridge/archive.ts'
import css from './Marked.module.css'

/** A snippet with what matched marked in it. Its direction is its own. */
export function Marked({ snippet, marks }: Pick<SearchHit, 'snippet' | 'marks'>) {
  return (
    <bdi className={css.text}>
      {marks.map(([from, to], at) => (
        <Fragment key={from}>
          {snippet.slice(marks[at - 1]?.[1] ?? 0, from)}
          <mark className={css.mark}>{snippet.slice(from, to)}</mark>
        </Fragment>
      ))}
      {snippet.slice(marks.at(-1)?.[1] ?? 0)}
    </bdi>
  )
}
