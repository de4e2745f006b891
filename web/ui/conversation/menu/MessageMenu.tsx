import {
  type KeyboardEvent,
  lazy,
  Suspense,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { nextIndex } from '../../accounts/menuKeys.ts'
import { classes } from '../../parts/classes.ts'
import { Drawing } from '../../parts/Drawing.tsx'
import { conversationWords as words } from '../../words/conversationWords.ts'
import { emojiDrawing } from '../drawings.ts'
import { useEngineTime } from '../engineTime.ts'
import { type OpenMenu, useConversation, usePane } from '../pane.ts'
import { canReact, itemsOf } from './items.ts'
import css from './MessageMenu.module.css'

const EmojiGrid = lazy(async () => ({
  default: (await import('../emoji/EmojiGrid.tsx')).EmojiGrid,
}))

/** What people answer with most. */
const quick = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

interface MessageMenuProps {
  readonly menu: OpenMenu
  readonly onClose: () => void
}

/** Everything that can be done with a message, beside it. The focus goes back to where it was. */
export function MessageMenu({ menu, onClose }: MessageMenuProps) {
  const { message, x, y } = menu
  const { conversation, acts } = usePane()
  const timeMs = useEngineTime()
  const writable = useConversation(conversation, (state) => state.row?.writable ?? false)
  const node = useRef<HTMLDivElement>(null)
  const [emoji, setEmoji] = useState(menu.emoji)
  const [nowMs] = useState(timeMs)

  useLayoutEffect(() => {
    const panel = node.current
    if (panel === null) return undefined
    const place = () => {
      const { offsetWidth, offsetHeight } = panel
      const [room, roomDown] = [window.innerWidth - 8, window.innerHeight - 8]
      // To the side that has room.
      const side = x + offsetWidth > room ? Math.min(x, room) - offsetWidth : x
      panel.style.setProperty('--x', `${Math.max(8, side)}px`)
      panel.style.setProperty('--y', `${Math.max(8, Math.min(y, roomDown - offsetHeight))}px`)
    }
    place()
    // What is loaded later makes it larger.
    const sizes = new ResizeObserver(place)
    sizes.observe(panel)
    return () => sizes.disconnect()
  }, [x, y, emoji])
  useEffect(() => {
    const before = document.activeElement
    const row = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(message.key)}"]`)
    const back = before instanceof HTMLElement && before !== document.body ? before : row
    node.current?.querySelector<HTMLElement>(':scope > [role=menuitem]')?.focus()
    return () => {
      // Another view may have taken the focus by then, such as the composer.
      if (document.activeElement === document.body) back?.focus()
    }
  }, [message.key])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      onClose()
      return
    }
    const items = [...(node.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])]
    const at = items.findIndex((item) => item === document.activeElement)
    const key = sideways(event.key)
    const to = nextIndex(
      key,
      at,
      items.map((item) => item.textContent),
    )
    if (to === undefined) return
    event.preventDefault()
    items[to]?.focus()
  }
  const choose = (run: () => void) => () => {
    onClose()
    run()
  }
  const mine = message.reactions.find(({ people }) => people.some(({ isMe }) => isMe))?.emoji
  return (
    <>
      <div
        className={css.veil}
        onPointerDown={onClose}
        onContextMenu={(event) => event.preventDefault()}
      />
      {emoji ? (
        <div
          ref={node}
          className={css.menu}
          onKeyDown={(event) => event.key === 'Escape' && onClose()}
        >
          <Suspense>
            <EmojiGrid onPick={(picked) => choose(() => acts.react(message, picked))()} />
          </Suspense>
        </div>
      ) : (
        <div
          ref={node}
          className={css.menu}
          role="menu"
          tabIndex={-1}
          aria-label={words.menu.label}
          onKeyDown={onKeyDown}
        >
          {canReact(message) && (
            <div className={css.quick} role="group" aria-label={words.menu.react}>
              {quick.map((one) => (
                <button
                  type="button"
                  role="menuitemcheckbox"
                  aria-checked={one === mine}
                  aria-label={one === mine ? words.menu.unreact(one) : words.menu.reactWith(one)}
                  tabIndex={-1}
                  className={classes(css.emoji, one === mine && css.mine)}
                  onClick={choose(() => acts.react(message, one === mine ? '' : one))}
                  key={one}
                >
                  {one}
                </button>
              ))}
              <button
                type="button"
                role="menuitem"
                aria-label={words.menu.moreEmoji}
                tabIndex={-1}
                className={css.emoji}
                onClick={() => setEmoji(true)}
              >
                <Drawing lines={emojiDrawing} size={22} />
              </button>
            </div>
          )}
          {itemsOf(message, acts, { writable, nowMs }).map(({ label, lines, run, danger }) => (
            <button
              type="button"
              role="menuitem"
              tabIndex={-1}
              className={classes(css.item, danger && css.danger)}
              onClick={choose(run)}
              key={label}
            >
              <Drawing lines={lines} />
              {label}
            </button>
          ))}
        </div>
      )}
    </>
  )
}

/** The row of emoji is walked along it, as everything else in one order. */
function sideways(key: string): string {
  if (key === 'ArrowRight') return 'ArrowDown'
  return key === 'ArrowLeft' ? 'ArrowUp' : key
}
