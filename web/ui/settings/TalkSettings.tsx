import { useId } from 'react'
import type { SettingsView } from '../../bridge/chatViews.ts'
import { Card } from '../parts/Card.tsx'
import { Checkbox } from '../parts/Checkbox.tsx'
import { useMirror, useWindow } from '../parts/window.ts'
import { useNotifyPermission } from '../shell/useNotifyPermission.ts'
import { settingsWords } from '../words/settingsWords.ts'
import css from './SettingsPage.module.css'

const words = settingsWords.settings.talk

/** How writing, notifications and privacy behave; kept with the account, for all its windows. */
export function TalkSettings() {
  const settings = useMirror((state) => state.snapshot?.settings)
  return settings === undefined ? null : <Known settings={settings} />
}

function Known({ settings }: { readonly settings: SettingsView }) {
  const { actions } = useWindow()
  const { permission, ask } = useNotifyPermission()
  const ids = { writing: useId(), notices: useId(), privacy: useId() }
  const set = (change: Partial<SettingsView>): void =>
    void actions.talk({ type: 'setSettings', settings: { ...settings, ...change } })
  const switchNotices = async (on: boolean): Promise<void> => {
    if (on) await ask()
    set({ notifications: on })
  }
  const { enterSends, notifications, notificationContent, confirmIdentity, readReceipts } = settings
  const possible = permission === 'granted' || permission === 'default'
  const told = notifications && permission === 'granted'
  return (
    <>
      <Card labelledBy={ids.writing}>
        <div className={css.section}>
          <h2 className={css.heading} id={ids.writing}>
            {words.writing}
          </h2>
          <Checkbox
            checked={enterSends}
            onChange={(on) => set({ enterSends: on })}
            label={words.enterSends}
            description={enterSends ? words.enterSendsOn : words.enterSendsOff}
          />
        </div>
      </Card>
      <Card labelledBy={ids.notices}>
        <div className={css.section}>
          <h2 className={css.heading} id={ids.notices}>
            {words.notices}
          </h2>
          <Checkbox
            checked={told}
            disabled={!possible}
            onChange={(on) => void switchNotices(on)}
            label={words.notifications}
            description={words.notificationsWhy[permission]}
          />
          <Checkbox
            checked={notificationContent}
            disabled={!told}
            onChange={(on) => set({ notificationContent: on })}
            label={words.content}
            description={notificationContent ? words.contentOn : words.contentOff}
          />
        </div>
      </Card>
      <Card labelledBy={ids.privacy}>
        <div className={css.section}>
          <h2 className={css.heading} id={ids.privacy}>
            {words.privacy}
          </h2>
          <Checkbox
            checked={readReceipts}
            onChange={(on) => set({ readReceipts: on })}
            label={words.readReceipts}
            description={readReceipts ? words.readReceiptsOn : words.readReceiptsOff}
          />
          <Checkbox
            checked={confirmIdentity}
            onChange={(on) => set({ confirmIdentity: on })}
            label={words.confirmIdentity}
            description={confirmIdentity ? words.confirmIdentityOn : words.confirmIdentityOff}
          />
        </div>
      </Card>
    </>
  )
}
