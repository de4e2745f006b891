import { Button } from '../parts/Button.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { clockTime } from '../times.ts'
import { words } from '../words.ts'
import css from './Chats.module.css'
import { lastWords } from './lineWords.ts'
import type { ChatRow, TalkApi } from './talkApi.ts'
import { useFresh } from './useFresh.ts'

interface ChatsProps {
  readonly api: TalkApi
  readonly phone: string
  readonly pulse: unknown
  /** The chat that was open before. */
  readonly cameFrom: string | undefined
  readonly onOpen: (row: ChatRow) => void
  readonly onClose: () => void
}

/** Everybody the phone's owner can write to. */
export function Chats({ api, phone, pulse, cameFrom, onOpen, onClose }: ChatsProps) {
  const rows = useFresh(() => api.rows(), pulse, phone) ?? []
  return (
    <div className={css.screen}>
      <div className={css.bar}>
        <Button
          look="quiet"
          shape="icon"
          aria-label={words.chats.close}
          autoFocus={cameFrom === undefined}
          onClick={onClose}
        >
          <Glyph name="back" size={22} />
        </Button>
        <h1 className={css.heading}>{words.chats.heading}</h1>
      </div>
      <ul className={css.list}>
        {rows.map((row) => (
          <li key={row.chat}>
            <button
              type="button"
              className={css.row}
              autoFocus={row.chat === cameFrom}
              onClick={() => onOpen(row)}
            >
              <span className={css.title}>
                <bdi>{row.title}</bdi>
              </span>
              {row.last && <span className={css.time}>{clockTime(row.last.atMs)}</span>}
              <span className={css.last}>
                <bdi>{row.last ? lastWords(row.last) : words.chats.silent}</bdi>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
