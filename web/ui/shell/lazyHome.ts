import { type ComponentType, createElement, lazy, useState } from 'react'
import type * as Parts from './homeParts.ts'

type HomeParts = typeof Parts

let loaded: HomeParts | undefined

/** What only a linked window shows, loaded as one part of the program. */
export async function loadHome(): Promise<HomeParts> {
  loaded ??= await import('./homeParts.ts')
  return loaded
}

const LateHome = lazy(async () => ({ default: (await loadHome()).Home }))
const LateNavigation = lazy(async () => ({ default: (await loadHome()).Navigation }))

/** Suspends until the part is there; where it has been loaded before, it is drawn at once. */
export function Home(props: Parameters<HomeParts['Home']>[0]) {
  // React shows a placeholder for some tenths of a second once it has begun to show it.
  return createElement(useAtFirst<typeof props>(loaded?.Home ?? LateHome), props)
}

/** As `Home`. */
export function Navigation() {
  return createElement(useAtFirst<object>(loaded?.Navigation ?? LateNavigation))
}

/** The component of the first drawing: another one later would be drawn anew. */
function useAtFirst<Props>(component: ComponentType<Props>): ComponentType<Props> {
  return useState(() => component)[0]
}
