import { type FormEvent, useEffect, useState } from 'react'
import type { PersonView } from '../../bridge/chatViews.ts'
import type { PlainError } from '../../bridge/errors.ts'
import { formatPhoneNumber } from '../account/phoneNumber.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { TextField } from '../parts/TextField.tsx'
import { useWindow } from '../parts/window.ts'
import { openChat } from '../shell/openChat.ts'
import { chatsWords } from '../words/chatsWords.ts'
import { ChatPicture } from './ChatPicture.tsx'
import { chatName } from './chatName.ts'
import css from './NewChatDialog.module.css'

const words = chatsWords.writing

/** People that are listed at most. */
const most = 40
/** Shorter than any number of the world with its country code. */
const fewestDigits = 7

/** Begins a conversation: with somebody known here, or with any number. */
export function NewChatDialog({ onClose }: { readonly onClose: () => void }) {
  const { actions } = useWindow()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<PlainError>()
  const { people, failed, again } = usePeople(text.trim())
  const number = numberIn(text)

  const write = async (digits: string): Promise<void> => {
    setBusy(true)
    setError(undefined)
    const result = await actions.talk({ type: 'writeTo', number: digits })
    setBusy(false)
    if (!result.ok) return setError(result.error)
    onClose()
    if (result.chatId !== undefined) openChat(result.chatId)
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const [only, ...others] = people ?? []
    const digits = number ?? (others.length === 0 ? only?.number : undefined)
    if (busy) return
    if (digits !== undefined) void write(digits)
    else if (/^[\d\s()+.-]+$/.test(text)) setError({ code: 'number-too-short', remedy: 'no' })
  }
  return (
    <Dialog title={words.title} onClose={onClose} busy={busy}>
      <form className={css.form} noValidate onSubmit={submit}>
        <TextField
          label={words.field}
          value={text}
          hint={words.hint}
          error={error === undefined ? undefined : words.problem(error)}
          speaksErrors
          onChange={(next) => {
            setText(next)
            setError(undefined)
          }}
        />
        {number !== undefined && (
          <Button kind="primary" submits busy={busy}>
            {busy ? words.busy : words.number(formatPhoneNumber(number))}
          </Button>
        )}
      </form>
      {failed && (
        <div className={css.failed}>
          <p role="alert">{words.failed}</p>
          <Button size="small" onPress={again}>
            {words.again}
          </Button>
        </div>
      )}
      {!failed && people !== undefined && (
        <div className={css.people} role="group" aria-label={words.people}>
          {people.length === 0 && number === undefined && (
            <p className={css.nobody}>{words.nobody}</p>
          )}
          {people.map((person) => (
            <Person
              person={person}
              busy={busy}
              onPress={(digits) => void write(digits)}
              key={person.contactId}
            />
          ))}
        </div>
      )}
      <div className={css.buttons}>
        <Button onPress={onClose}>{words.cancel}</Button>
      </div>
    </Dialog>
  )
}

interface PersonProps {
  readonly person: PersonView
  readonly busy: boolean
  readonly onPress: (number: string) => void
}

function Person({ person, busy, onPress }: PersonProps) {
  const { number, nameSource, isMe } = person
  if (number === undefined) return null
  const formatted = formatPhoneNumber(number)
  return (
    <button
      type="button"
      className={css.person}
      aria-disabled={busy}
      onClick={() => {
        if (!busy) onPress(number)
      }}
    >
      <ChatPicture of={person} kind="direct" id={person.contactId} size={40} />
      <span className={css.who}>
        <span className={css.name}>
          <bdi>{chatName({ ...person, kind: isMe ? 'self' : 'direct' })}</bdi>
        </span>
        {nameSource !== 'number' && (
          <span className={css.number}>
            <bdi dir="ltr">{formatted}</bdi>
          </span>
        )}
      </span>
    </button>
  )
}

/** The digits of what was typed, when it is a number and long enough to be one. */
function numberIn(text: string): string | undefined {
  if (!/^[\d\s()+./-]+$/.test(text)) return undefined
  const digits = text.replaceAll(/\D/g, '').replace(/^00/, '')
  return digits.length >= fewestDigits ? digits : undefined
}

/** Who is known here by this name or number. */
function usePeople(filter: string) {
  const { actions } = useWindow()
  const [people, setPeople] = useState<readonly PersonView[]>()
  const [failed, setFailed] = useState(false)
  const [asks, setAsks] = useState(0)
  useEffect(() => {
    let over = false
    const read = async () => {
      const result = await actions.ask({ ask: 'people', filter, count: most })
      if (over) return
      setFailed(!result.ok)
      if (!result.ok) return
      // Without a number nobody can be written to who has not written first.
      setPeople(result.answer.people.filter((one) => one.number !== undefined))
    }
    void read()
    return () => {
      over = true
    }
  }, [actions, filter, asks])
  return { people, failed, again: () => setAsks((count) => count + 1) }
}
