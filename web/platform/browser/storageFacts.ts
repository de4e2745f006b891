import type { StorageFacts } from '../platform.ts'

/** The part of the browser that answers, in a window as in a worker; older ones lack some of it. */
type EstimateSource = Partial<Pick<StorageManager, 'persisted' | 'estimate'>>

/** What the browser tells now. What it does not tell is left undefined. */
export async function storageFacts(
  storage: EstimateSource | undefined = navigator.storage,
): Promise<StorageFacts> {
  const [kept, estimate] = await Promise.all([
    orUndefined(storage?.persisted?.()),
    orUndefined(storage?.estimate?.()),
  ])
  return { kept, usedBytes: estimate?.usage, quotaBytes: estimate?.quota }
}

async function orUndefined<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await answer
  } catch {
    return undefined
  }
}
