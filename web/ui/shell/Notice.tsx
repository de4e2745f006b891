import { type ReactNode, useEffect, useRef } from 'react'
import { Mark } from '../parts/Mark.tsx'
import css from './Notice.module.css'

interface NoticeProps {
  readonly title: string
  readonly body: string
  readonly children: ReactNode
}

/** A page with one thing to say, for when there is nothing else to show. Takes the focus. */
export function Notice({ title, body, children }: NoticeProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className={css.notice}>
      <Mark size={48} />
      <h1 className={css.title} ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p className={css.body}>{body}</p>
      <div className={css.actions}>{children}</div>
    </div>
  )
}
