import { lazy } from 'react'

/**
 * The stages that follow the first code. They are loaded apart, so that the first code does not wait
 * for them, and fetched ahead as soon as it shows.
 */
export const loadLaterStages = () => import('./laterStages.ts')

export const Problem = lazy(async () => ({ default: (await loadLaterStages()).Problem }))
export const Expired = lazy(async () => ({ default: (await loadLaterStages()).Expired }))
export const Confirming = lazy(async () => ({ default: (await loadLaterStages()).Confirming }))
