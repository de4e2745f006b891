const load = () => import('./laterStages.ts')

let stages: ReturnType<typeof load> | undefined
let failed = false

/**
 * The stages that follow the first code. They are loaded apart, so that the first code does not wait
 * for them. The same promise each time, as `use` wants it, also when it was rejected.
 */
export function laterStages(): ReturnType<typeof load> {
  stages ??= load()
  return stages
}

/** Fetches them ahead, which is done as soon as a code shows, and again if that failed before. */
export function fetchLaterStages(): void {
  if (failed) stages = undefined
  failed = false
  laterStages().catch(() => {
    // The stage that needs them says so.
    failed = true
  })
}
