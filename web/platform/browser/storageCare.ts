/** What a browser tells about the room it gives this page. */
export interface StorageFacts {
  /** Whether it promised not to clear it by itself; undefined where it knows no such promise. */
  readonly kept: boolean | undefined
  readonly usedBytes: number | undefined
  readonly quotaBytes: number | undefined
}

/** The part of the browser that answers; older ones lack some of it. */
export type StorageSource = Partial<Pick<StorageManager, 'persist' | 'persisted' | 'estimate'>>

/**
 * Asks the browser to keep what is stored here even when space runs low. Resolves with its promise;
 * a browser that cannot be asked promises nothing.
 */
export async function keepStorage(
  storage: StorageSource | undefined = navigator.storage,
): Promise<boolean> {
  try {
    return (await storage?.persisted?.()) === true || (await storage?.persist?.()) === true
  } catch {
    // Asked in a moment that the browser finds wrong: no promise.
    return false
  }
}

/**
 * Runs `ask` as soon as the person sees the page: now, or when it is shown next. Browsers that put a
 * question to the person do not put it for a hidden page.
 */
export function onceSeen(
  page: EventTarget & Pick<Document, 'visibilityState'>,
  ask: () => void,
): void {
  const look = (): void => {
    if (page.visibilityState !== 'visible') return
    page.removeEventListener('visibilitychange', look)
    ask()
  }
  page.addEventListener('visibilitychange', look)
  look()
}

/** What the browser tells now. What it does not tell is left undefined. */
export async function storageFacts(
  storage: StorageSource | undefined = navigator.storage,
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
