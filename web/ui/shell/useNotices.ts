import { useEffect } from 'react'
import { useAccounts, useMirror, useWindow } from '../parts/window.ts'
import { createNotifier } from './notifier.ts'
import { openChat } from './openChat.ts'

/** Shows what the engine wants the person to hear of, while they let it; put away when it is read. */
export function useNotices(): void {
  const { mirror } = useWindow()
  const account = useAccounts((state) => state.current.id)
  useEffect(() => {
    if (!('Notification' in window)) return undefined
    const open = (chatId: number): void => {
      window.focus()
      openChat(chatId)
    }
    const notifier = createNotifier(
      (title, options) => new Notification(title, options),
      open,
      account,
    )
    const unlisten = mirror.listen((news) => {
      if (news === 'snapshot') return
      const content = mirror.getState().snapshot?.settings?.notificationContent ?? false
      for (const event of news) {
        if (event.type === 'notice' && Notification.permission === 'granted') {
          notifier.show(event.notice, content)
        } else if (event.type === 'chatRows') {
          for (const { chatId, unread } of event.rows) if (unread === 0) notifier.close(chatId)
          for (const { chatId } of event.gone) notifier.close(chatId)
        }
      }
    })
    window.addEventListener('pagehide', notifier.closeAll)
    return () => {
      unlisten()
      window.removeEventListener('pagehide', notifier.closeAll)
      notifier.closeAll()
    }
  }, [mirror, account])
}

/** The number of unread messages on the app's icon, where there is one. */
export function useBadge(): void {
  const unread = useMirror((state) => state.snapshot?.chats?.unread ?? 0)
  useEffect(() => {
    if (!('setAppBadge' in navigator)) return undefined
    const told = unread > 0 ? navigator.setAppBadge(unread) : navigator.clearAppBadge()
    told.catch(leaveItToTheTitle)
  }, [unread])
  useEffect(() => {
    if (!('clearAppBadge' in navigator)) return undefined
    return () => void navigator.clearAppBadge().catch(leaveItToTheTitle)
  }, [])
}

/** Not installed, or not allowed: the title says it. */
function leaveItToTheTitle(): void {}
