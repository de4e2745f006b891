import { type ReactNode, useLayoutEffect, useRef } from 'react'
import css from './MessageList.module.css'
import type { RowWindow } from './rowWindow.ts'
import type { Sight } from './sight.ts'

interface RowSlotProps {
  readonly rowKey: string
  readonly rowWindow: RowWindow
  /** Of messages: watches whether they are seen. */
  readonly sight: Sight | undefined
  readonly children: ReactNode
}

/** The place of one row. What it holds may change its height at any time. */
export function RowSlot({ rowKey, rowWindow, sight, children }: RowSlotProps) {
  const node = useRef<HTMLDivElement>(null)
  useLayoutEffect(
    () => (node.current === null ? undefined : rowWindow.take(rowKey, node.current)),
    [rowKey, rowWindow],
  )
  useLayoutEffect(
    () => (node.current === null ? undefined : sight?.watch(rowKey, node.current)),
    [rowKey, sight],
  )
  return (
    <div className={css.slot} ref={node}>
      {children}
    </div>
  )
}
