import { Button } from '../parts/Button.tsx'
import { settingsWords as words } from '../words/settingsWords.ts'
import { AppLock } from './AppLock.tsx'
import css from './SettingsPage.module.css'
import { StorageCard } from './StorageCard.tsx'
import { TalkSettings } from './TalkSettings.tsx'

/** What the person decides about this browser. */
export function SettingsPage({ onShortcuts }: { readonly onShortcuts: () => void }) {
  return (
    <div className={css.page}>
      <h1 className={css.title} tabIndex={-1} data-page-title>
        {words.settings.title}
      </h1>
      <TalkSettings />
      <AppLock />
      <StorageCard />
      <div className={css.buttons}>
        <Button onPress={onShortcuts} shortcut="?">
          {words.settings.shortcuts}
        </Button>
      </div>
    </div>
  )
}
