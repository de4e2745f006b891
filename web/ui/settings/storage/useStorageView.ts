import { useCallback, useEffect, useState } from 'react'
import type { StorageView } from '../../../bridge/archive.ts'
import { useMirror, useWindow } from '../../parts/window.ts'

export type Counted =
  | { readonly at: 'counting' }
  | { readonly at: 'failed' }
  | { readonly at: 'known'; readonly view: StorageView }

/**
 * What is stored here, counted when the page appears, when space was freed, by a new engine, and when
 * the person asks. What was known stays in sight meanwhile. `round` grows each time something may be
 * different.
 */
export function useStorageView(): {
  readonly counted: Counted
  readonly busy: boolean
  readonly round: number
  readonly again: () => void
} {
  const { actions, mirror } = useWindow()
  const [counted, setCounted] = useState<Counted>({ at: 'counting' })
  const [round, setRound] = useState(0)
  const isFreeing = useMirror((state) => state.snapshot?.care?.freeing !== undefined)
  const wanted = round + Number(isFreeing) / 2
  const [answered, setAnswered] = useState<number>()
  const again = useCallback(() => setRound((before) => before + 1), [])

  useEffect(
    () =>
      mirror.listen((news) => {
        if (news === 'snapshot') again()
      }),
    [mirror, again],
  )
  useEffect(() => {
    // While it runs the numbers would be old before they are drawn.
    if (isFreeing) return undefined
    let left = false
    void actions.ask({ ask: 'storage' }).then((result) => {
      if (left) return
      setAnswered(round)
      setCounted(result.ok ? { at: 'known', view: result.answer } : { at: 'failed' })
    })
    return () => {
      left = true
    }
  }, [actions, round, isFreeing])
  return { counted, busy: answered !== wanted, round: wanted, again }
}
