import { Button } from '../parts/Button.tsx'
import { useMirror, useWindow } from '../parts/window.ts'
import { useNotifyPermission } from '../shell/useNotifyPermission.ts'
import { chatsWords } from '../words/chatsWords.ts'
import css from './NoticeOffer.module.css'

const words = chatsWords.offer

/** Asks, once there is something to hear of, whether to; the answer can be changed in the settings. */
export function NoticeOffer() {
  const { actions } = useWindow()
  const { permission, ask } = useNotifyPermission()
  const settings = useMirror((state) => state.snapshot?.settings)
  const some = useMirror((state) => (state.snapshot?.chats?.total ?? 0) > 0)
  const filling = useMirror((state) => state.snapshot?.history !== undefined)
  if (permission !== 'default' || settings?.notifications !== true || !some || filling) return null
  const refuse = () =>
    actions.talk({ type: 'setSettings', settings: { ...settings, notifications: false } })
  return (
    <div className={css.offer} role="group" aria-labelledby="notice-offer">
      <p>
        <strong id="notice-offer">{words.question}</strong> {words.body}
      </p>
      <div className={css.buttons}>
        <Button size="small" kind="primary" onPress={() => void ask()}>
          {words.yes}
        </Button>
        <Button size="small" onPress={() => void refuse()}>
          {words.no}
        </Button>
      </div>
    </div>
  )
}
