import { useState } from 'react'
import { chatName } from '../chats/chatName.ts'
import { Drawing } from '../parts/Drawing.tsx'
import { searchWords } from '../words/searchWords.ts'
import { DatesDialog } from './DatesDialog.tsx'
import css from './FilterChips.module.css'
import { type KindChoice, kindChoices, type Narrowing } from './narrowing.ts'
import { PickChat } from './PickChat.tsx'
import { PickPerson } from './PickPerson.tsx'

const words = searchWords.filters
const choices: readonly (KindChoice | 'any')[] = ['any', ...kindChoices]

interface FilterChipsProps {
  readonly narrowing: Narrowing
  readonly onChange: (narrowing: Narrowing) => void
  /** Only messages of this chat are looked for. */
  readonly within?: number
}

type Asked = 'person' | 'chat' | 'dates'

/** What a search is limited to: each limit a button that changes it, and one that takes it off. */
export function FilterChips({ narrowing, onChange, within }: FilterChipsProps) {
  const [asked, setAsked] = useState<Asked>()
  const { from, chat, fromMs, toMs, kind } = narrowing
  const close = (): void => setAsked(undefined)
  const change = (next: Narrowing): void => {
    close()
    onChange(next)
  }
  const name = from === undefined || from === 'me' ? '' : searchWords.nameOf(from)
  return (
    <div className={css.chips} role="group" aria-label={words.label}>
      <Chip
        label={from === undefined ? words.anyone : from === 'me' ? words.me : words.from(name)}
        on={from !== undefined}
        onPress={() => setAsked('person')}
        onRemove={() => change(without(narrowing, 'from'))}
      />
      <Chip
        label={datesLabel(narrowing)}
        on={fromMs !== undefined || toMs !== undefined}
        onPress={() => setAsked('dates')}
        onRemove={() => change(without(narrowing, 'fromMs', 'toMs'))}
      />
      <span className={css.chip} data-on={kind === undefined ? undefined : ''}>
        <select
          className={css.select}
          aria-label={words.kind}
          value={kind ?? 'any'}
          onChange={({ target }) => {
            const chosen = kindChoices.find((one) => one === target.value)
            const rest = without(narrowing, 'kind')
            onChange(chosen === undefined ? rest : { ...rest, kind: chosen })
          }}
        >
          {choices.map((choice) => (
            <option value={choice} key={choice}>
              {words.kinds[choice]}
            </option>
          ))}
        </select>
      </span>
      {within === undefined && (
        <Chip
          label={chat === undefined ? words.allChats : words.chat(chatName(chat))}
          on={chat !== undefined}
          onPress={() => setAsked('chat')}
          onRemove={() => change(without(narrowing, 'chat'))}
        />
      )}
      {asked === 'person' && (
        <PickPerson
          within={within ?? chat?.chatId}
          onPick={(person) =>
            change({ ...without(narrowing, 'from'), ...(person !== undefined && { from: person }) })
          }
          onClose={close}
        />
      )}
      {asked === 'chat' && (
        <PickChat
          onPick={(row) =>
            change({ ...without(narrowing, 'chat'), ...(row !== undefined && { chat: row }) })
          }
          onClose={close}
        />
      )}
      {asked === 'dates' && (
        <DatesDialog
          fromMs={fromMs}
          toMs={toMs}
          onPick={(dates) => change({ ...without(narrowing, 'fromMs', 'toMs'), ...dates })}
          onClose={close}
        />
      )}
    </div>
  )
}

interface ChipProps {
  readonly label: string
  readonly on: boolean
  readonly onPress: () => void
  readonly onRemove: () => void
}

function Chip({ label, on, onPress, onRemove }: ChipProps) {
  return (
    <span className={css.chip} data-on={on ? '' : undefined}>
      <button type="button" className={css.press} aria-haspopup="dialog" onClick={onPress}>
        <bdi className={css.label}>{label}</bdi>
      </button>
      {on && (
        <button
          type="button"
          className={css.remove}
          aria-label={words.remove(label)}
          title={words.remove(label)}
          onClick={onRemove}
        >
          <Drawing lines="M6.5 6.5l7 7 M13.5 6.5l-7 7" size={16} />
        </button>
      )}
    </span>
  )
}

function datesLabel({ fromMs, toMs }: Narrowing): string {
  if (fromMs === undefined) return toMs === undefined ? words.anyTime : words.until(toMs)
  return toMs === undefined ? words.since(fromMs) : words.between(fromMs, toMs)
}

function without(narrowing: Narrowing, ...names: readonly (keyof Narrowing)[]): Narrowing {
  return Object.fromEntries(
    Object.entries(narrowing).filter(([name]) => !names.some((one) => one === name)),
  )
}
