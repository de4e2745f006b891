import { useEffect, useId, useRef, useState } from 'react'
import type { LineView } from '../../people/control.ts'
import { Button } from '../parts/Button.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { clockTime } from '../times.ts'
import { words } from '../words.ts'
import css from './Chat.module.css'
import { Composer } from './Composer.tsx'
import { lineWords } from './lineWords.ts'
import type { ChatRow, TalkApi } from './talkApi.ts'
import { useFresh } from './useFresh.ts'

interface ChatProps {
  readonly api: TalkApi
  readonly phone: string
  readonly row: ChatRow
  readonly pulse: unknown
  readonly onClose: () => void
}

/** Lines that are shown; the phone is no place to read far back. */
const SHOWN = 200

/** One conversation, to be written in as the phone's owner or as somebody else who is in it. */
export function Chat({ api, phone, row, pulse, onClose }: ChatProps) {
  const lines = useFresh(() => api.lines(row.chat), pulse, row.chat) ?? []
  const list = useRef<HTMLOListElement>(null)
  const newest = lines.at(-1)?.id
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight })
  }, [newest])
  return (
    <div className={css.screen}>
      <div className={css.bar}>
        <Button look="quiet" shape="icon" aria-label={words.chats.back} onClick={onClose}>
          <Glyph name="back" size={22} />
        </Button>
        <h1 className={css.heading} dir="auto">
          {row.title}
        </h1>
      </div>
      <ol className={css.lines} ref={list} tabIndex={0} aria-label={words.chats.messages}>
        {lines.slice(-SHOWN).map((line) => (
          <Line key={line.id} line={line} row={row} />
        ))}
      </ol>
      <div className={css.foot}>
        <Composer
          label={words.chats.writeTo(row.title)}
          autoFocus
          onSend={(text) => api.say(phone, row.chat, text)}
        />
        <SpeakAs api={api} phone={phone} row={row} />
      </div>
    </div>
  )
}

function Line({ line, row }: { readonly line: LineView; readonly row: ChatRow }) {
  const author = row.people.find(({ id }) => id === line.from)?.name
  return (
    <li className={line.fromMe ? css.mine : css.theirs}>
      {row.isGroup && !line.fromMe && author !== undefined && (
        <span className={css.author} dir="auto">
          {author}
        </span>
      )}
      <span dir="auto" className={line.revoked ? css.gone : undefined}>
        {lineWords(line)}
      </span>
      <span className={css.about}>{aboutLine(line)}</span>
    </li>
  )
}

/** Reactions, whether it was edited, and when it came. */
function aboutLine({ reactions, edited, atMs }: LineView): string {
  const marks = reactions.map(({ emoji }) => emoji).join('')
  return [marks, edited ? words.chats.edited : '', clockTime(atMs)].filter(Boolean).join(' ')
}

/** Speaks as one of the others: the sandbox's people can be played by hand. */
function SpeakAs({
  api,
  phone,
  row,
}: {
  readonly api: TalkApi
  readonly phone: string
  readonly row: ChatRow
}) {
  const id = useId()
  const [chosen, setChosen] = useState<string>()
  const speaker = row.people.find((person) => person.id === chosen) ?? row.people[0]
  if (speaker === undefined) return null
  return (
    <details className={css.as}>
      <summary>{words.chats.speakAs(speaker.name)}</summary>
      {row.people.length > 1 && (
        <p className={css.who}>
          <label htmlFor={id}>{words.chats.who}</label>
          <select id={id} value={speaker.id} onChange={(event) => setChosen(event.target.value)}>
            {row.people.map((person) => (
              <option key={person.id} value={person.id}>
                {person.name}
              </option>
            ))}
          </select>
        </p>
      )}
      <Composer
        label={words.chats.writeAs(speaker.name)}
        onSend={(text) => api.say(speaker.id, row.isGroup ? row.chat : phone, text)}
      />
    </details>
  )
}
