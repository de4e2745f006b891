import { useCallback, useEffect, useState } from 'react'

/** Whether the browser lets this page show notifications; `none`: it knows none. */
export type NotifyPermission = NotificationPermission | 'none'

/** The permission, read again whenever the window comes back, and the way to ask for it. */
export function useNotifyPermission() {
  const [permission, setPermission] = useState(read)
  useEffect(() => {
    const look = () => setPermission(read())
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [])
  /** Call it from a click. */
  const ask = useCallback(async (): Promise<NotifyPermission> => {
    if (read() === 'default') await Notification.requestPermission()
    setPermission(read())
    return read()
  }, [])
  return { permission, ask }
}

function read(): NotifyPermission {
  return 'Notification' in globalThis ? Notification.permission : 'none'
}
