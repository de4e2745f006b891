import { type KeyboardEvent, type RefObject, useId, useLayoutEffect, useState } from 'react'
import type { PersonView } from '../../../bridge/chatViews.ts'
import { conversationWords as words } from '../../words/conversationWords.ts'
import css from './Field.module.css'
import { begunMention, matching, type Mentioned, withMention } from './mentions.ts'
import { MentionList } from './MentionList.tsx'
import { enterIsSend } from './sendKey.ts'

interface FieldProps {
  readonly id: string
  readonly ref: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  /** Where the caret goes after a change from outside. */
  readonly caret: number | undefined
  readonly enterSends: boolean
  /** Who can be mentioned. */
  readonly members: readonly PersonView[]
  readonly onChange: (text: string) => void
  readonly onMention: (text: string, caret: number, mentioned: Mentioned) => void
  readonly onSend: () => void
  /** Leaves an empty field upwards. */
  readonly onLeave: () => void
  /** What Escape ends, if there is something. */
  readonly onCancel: (() => void) | undefined
}

/**
 * The text field: grows to eight lines, sends by Enter or by Control and Enter, as the person set it,
 * and offers names after an `@`. Keys that belong to an input method are left to it.
 */
export function Field(props: FieldProps) {
  const {
    id,
    ref,
    text,
    caret,
    enterSends,
    members,
    onChange,
    onMention,
    onSend,
    onLeave,
    onCancel,
  } = props
  const list = useId()
  const [place, setPlace] = useState(0)
  const [at, setAt] = useState(0)
  const [closed, setClosed] = useState<number>()
  const begun = members.length === 0 ? undefined : begunMention(text, place)
  const people = begun === undefined || begun.from === closed ? [] : matching(members, begun.filter)
  const picked = Math.min(at, people.length - 1)

  useLayoutEffect(() => {
    if (caret !== undefined) ref.current?.setSelectionRange(caret, caret)
  }, [ref, caret, text])
  useLayoutEffect(() => {
    const node = ref.current
    if (node === null || CSS.supports('field-sizing', 'content')) return
    node.style.blockSize = 'auto'
    node.style.blockSize = `${node.scrollHeight}px`
  }, [ref, text])

  const pick = (person: PersonView | undefined): void => {
    if (begun === undefined || person === undefined) return
    const next = withMention(text, place, begun, person)
    setAt(0)
    setPlace(next.caret)
    onMention(next.text, next.caret, next.mentioned)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (people.length > 0 && inList(event)) return
    if (event.key === 'Escape' && onCancel !== undefined) {
      event.preventDefault()
      onCancel()
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault()
      onLeave()
    } else if (event.key === 'Enter' && enterIsSend(event, enterSends)) {
      event.preventDefault()
      onSend()
    }
  }

  /** Whether a key was for the list of names. */
  const inList = (event: KeyboardEvent): boolean => {
    switch (event.key) {
      case 'ArrowDown':
        setAt((picked + 1) % people.length)
        break
      case 'ArrowUp':
        setAt((picked + people.length - 1) % people.length)
        break
      case 'Enter':
      case 'Tab':
        pick(people[picked])
        break
      case 'Escape':
        setClosed(begun?.from)
        break
      default:
        return false
    }
    event.preventDefault()
    return true
  }

  const open = people.length > 0
  return (
    <>
      {open && <MentionList id={list} people={people} at={picked} onPick={pick} />}
      <textarea
        id={id}
        ref={ref}
        className={css.field}
        rows={1}
        dir="auto"
        value={text}
        placeholder={words.composer.placeholder}
        aria-label={words.composer.label}
        aria-autocomplete={members.length > 0 ? 'list' : undefined}
        aria-controls={open ? list : undefined}
        aria-activedescendant={open ? `${list}-${picked}` : undefined}
        onChange={({ target }) => {
          setPlace(target.selectionStart)
          setClosed((from) => (target.value.includes('@') ? from : undefined))
          onChange(target.value)
        }}
        onSelect={({ currentTarget }) => setPlace(currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
    </>
  )
}
