import { lazy } from 'react'

/** What only a linked window shows, loaded as one part of the program. */
export const loadHome = () => import('./homeParts.ts')

export const Home = lazy(async () => ({ default: (await loadHome()).Home }))
export const Navigation = lazy(async () => ({ default: (await loadHome()).Navigation }))
