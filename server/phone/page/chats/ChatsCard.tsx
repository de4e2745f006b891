import { Glyph } from '../parts/Glyph.tsx'
import { words } from '../words.ts'
import css from './ChatsCard.module.css'
import { lastWords } from './lineWords.ts'
import type { TalkApi } from './talkApi.ts'
import { useFresh } from './useFresh.ts'

interface ChatsCardProps {
  readonly api: TalkApi
  readonly phone: string
  /** Changes with everything that happens in the sandbox. */
  readonly pulse: unknown
  readonly autoFocus: boolean
  readonly onOpen: () => void
}

/** The way from the home screen to the chats; not there in a sandbox without people. */
export function ChatsCard({ api, phone, pulse, autoFocus, onOpen }: ChatsCardProps) {
  const rows = useFresh(() => api.rows(), pulse, phone)
  const [newest] = rows ?? []
  if (newest === undefined) return null
  return (
    <button type="button" className={css.card} autoFocus={autoFocus} onClick={onOpen}>
      <Glyph name="chat" size={22} />
      <span className={css.text}>
        <span className={css.heading}>{words.chats.heading}</span>
        <span className={css.last} dir="auto">
          {newest.last ? `${newest.title}: ${lastWords(newest.last)}` : words.chats.none}
        </span>
      </span>
    </button>
  )
}
