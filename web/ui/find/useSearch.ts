import { useEffect, useState, useSyncExternalStore } from 'react'
import type { SearchWish } from '../../bridge/archive.ts'
import { createSearch, type Search, type SearchState } from '../../state/search.ts'
import { useWindow } from '../parts/window.ts'

/** Looks for a wish as long as the view is there; `wish` must be the same object while it is the same. */
export function useSearch(wish: SearchWish | undefined): readonly [Search, SearchState] {
  const { mirror, actions, clock } = useWindow()
  const [search] = useState(() => createSearch(mirror, actions, clock))
  const state = useSyncExternalStore(search.subscribe, search.getState, search.getState)
  useEffect(() => search.open(), [search])
  useEffect(() => search.setWish(wish), [search, wish])
  return [search, state]
}
