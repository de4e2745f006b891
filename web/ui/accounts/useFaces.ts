import { useEffect, useMemo, useReducer } from 'react'
import type { AccountLine } from '../../accounts/accountsStore.ts'
import type { WindowState } from '../../state/mirror.ts'
import { useAccounts } from '../parts/window.ts'
import { accountsWords as words } from '../words/accountsWords.ts'
import { type AccountFace, accountFace } from './accountFace.ts'

/** An account in a list of them. */
export interface ListedFace extends AccountFace {
  readonly id: string
  /** What it is called here: never empty, and unlike that of any other account in the list. */
  readonly name: string
  readonly current: boolean
}

/**
 * The accounts of this window, drawn again when any of them changes. Left out are those that were begun
 * and left, unless it is the one on the screen.
 */
export function useFaces(): readonly ListedFace[] {
  const list = useAccounts((state) => state.list)
  const current = useAccounts((state) => state.current)
  const others = useAccounts((state) => state.others)
  const lines = useMemo(() => [current, ...others], [current, others])
  const states = useStates(lines)
  const shown = list.filter(
    ({ id, linked, lost }) => id === current.id || linked || lost !== undefined,
  )
  return named(
    shown.map((listed) => {
      const at = lines.findIndex(({ id }) => id === listed.id)
      return {
        id: listed.id,
        current: listed.id === current.id,
        ...accountFace(listed, states[at]),
      }
    }),
  )
}

/** Numbers what would otherwise be called alike, in the order of the list. */
function named(faces: readonly Omit<ListedFace, 'name'>[]): readonly ListedFace[] {
  const plain = faces.map(nameOf)
  return faces.map((face, at) => {
    const name = plain[at] ?? ''
    const same = plain.filter((other) => other === name).length
    const position = plain.slice(0, at + 1).filter((other) => other === name).length
    return { ...face, name: same > 1 ? words.accounts.numbered(name, position) : name }
  })
}

function nameOf({ standing, account }: Omit<ListedFace, 'name'>): string {
  if (account !== undefined) {
    return account.pushName ?? account.businessName ?? words.accounts.nameless
  }
  switch (standing) {
    case 'locked':
      return words.accounts.locked
    case 'ended':
    case 'evicted':
      return words.accounts.gone
    case 'moved':
      return words.accounts.moved
    case 'fresh':
      return words.accounts.fresh
    default:
      return words.accounts.unknown
  }
}

/** What each line's mirror holds now. Draws again when one of them changes. */
function useStates(lines: readonly AccountLine[]): readonly WindowState[] {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    // Something may have come between drawing and listening.
    redraw()
    const stops = lines.map(({ mirror }) => mirror.subscribe(redraw))
    return () => {
      for (const stop of stops) stop()
    }
  }, [lines])
  return lines.map(({ mirror }) => mirror.getState())
}
