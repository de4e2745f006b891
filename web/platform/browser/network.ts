import type { Network } from '../platform.ts'

/** What a window and a worker have in common here. */
interface NetworkScope {
  readonly navigator: { readonly onLine: boolean }
  addEventListener(type: 'online' | 'offline', listener: () => void): void
  removeEventListener(type: 'online' | 'offline', listener: () => void): void
}

/** The browser's belief about the network. It is only a hint: `true` promises nothing. */
export function browserNetwork(scope: NetworkScope): Network {
  return {
    online: () => scope.navigator.onLine,
    onChange(listener) {
      const on = () => listener(true)
      const off = () => listener(false)
      scope.addEventListener('online', on)
      scope.addEventListener('offline', off)
      return () => {
        scope.removeEventListener('online', on)
        scope.removeEventListener('offline', off)
      }
    },
  }
}
