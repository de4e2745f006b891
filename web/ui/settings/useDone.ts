import { useEffect, useRef } from 'react'
import type { Command } from '../../bridge/contract.ts'
import { isPending } from '../../state/selectors.ts'
import { useFailure } from '../parts/useFailure.ts'
import { useMirror } from '../parts/window.ts'

/** How an order stands that a dialog has given. */
interface Ordered {
  readonly busy: boolean
  /** Call it with the order: the dialog ends when the order has been carried out. */
  readonly order: (give: () => void) => void
}

/** Ends a dialog when its order has been carried out; a refused one leaves it open. */
export function useDone(command: Command['type'], onDone: () => void): Ordered {
  const given = useRef(false)
  const pending = useMirror((state) => isPending(state, command))
  const failure = useFailure(command)
  useEffect(() => {
    if (!given.current || pending) return
    given.current = false
    if (failure === undefined) onDone()
  }, [pending, failure, onDone])
  return {
    busy: pending,
    order(give) {
      given.current = true
      give()
    },
  }
}
