import { Fragment } from 'react'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { useMirror } from '../parts/window.ts'
import { shortcutWords } from '../words/shortcutWords.ts'
import css from './ShortcutSheet.module.css'
import { type Chord, shortcutsWith } from './shortcuts.ts'

const words = shortcutWords.shortcuts
const groups = ['chats', 'conversation', 'everywhere'] as const

/** Every shortcut with its keys. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const enterSends = useMirror((state) => state.snapshot?.settings?.enterSends ?? true)
  return (
    <Dialog title={words.title} onClose={onClose}>
      {groups.map((group) => (
        <section className={css.group} key={group}>
          <h3 className={css.heading}>{words.groups[group]}</h3>
          <dl className={css.list}>
            {shortcutsWith(enterSends)
              .filter((shortcut) => shortcut.group === group)
              .map(({ act, chords }) => (
                <div className={css.line} key={act}>
                  <dt>{words.acts[act]}</dt>
                  <dd className={css.chords}>
                    {chords.map((chord, at) => (
                      <Fragment key={chord.key}>
                        {at > 0 && <span className={css.or}>{words.or}</span>}
                        <Keys chord={chord} />
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <div className={css.buttons}>
        <Button onPress={onClose}>{words.close}</Button>
      </div>
    </Dialog>
  )
}

function Keys({ chord: { ctrl, alt, shift, key } }: { readonly chord: Chord }) {
  const names = [ctrl && 'Ctrl', alt && 'Alt', shift && 'Shift', key].filter(
    (name) => typeof name === 'string',
  )
  return (
    <span className={css.keys} dir="ltr">
      {names.map((name) => (
        <kbd className={css.key} key={name}>
          {words.keys[name] ?? name}
        </kbd>
      ))}
    </span>
  )
}
