export { storageFacts } from './storageFacts.ts'

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
