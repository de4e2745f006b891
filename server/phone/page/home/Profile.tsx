import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { PhoneView } from '../../control.ts'
import { Button } from '../parts/Button.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import type { PhoneApi } from '../sandboxApi.ts'
import { numberWords } from '../times.ts'
import { words } from '../words.ts'
import css from './Profile.module.css'

const LONGEST_NAME = 25

interface ProfileProps {
  readonly phone: PhoneView
  readonly api: PhoneApi
  readonly takeFocus: boolean
}

/** Picture, name and number; the name can be changed, and companions are told. */
export function Profile({ phone, api, takeFocus }: ProfileProps) {
  const [editing, setEditing] = useState(false)
  const [wasEdited, setWasEdited] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (takeFocus) heading.current?.focus()
  }, [takeFocus])
  const finish = () => {
    setEditing(false)
    setWasEdited(true)
  }
  return (
    <header className={css.profile}>
      <img
        className={css.picture}
        src={api.pictureUrl(phone.id)}
        alt={words.home.pictureOf(phone.name)}
        width="96"
        height="96"
      />
      {editing ? (
        <NameForm name={phone.name} api={api} onDone={finish} />
      ) : (
        <div className={css.nameLine}>
          <h1 className={css.name} tabIndex={-1} ref={heading}>
            {phone.name}
          </h1>
          <Button
            look="quiet"
            shape="icon"
            aria-label={words.home.editName}
            autoFocus={wasEdited}
            onClick={() => setEditing(true)}
          >
            <Glyph name="pencil" size={18} />
          </Button>
        </div>
      )}
      <p className={css.number}>{numberWords(phone.number)}</p>
      <p className={css.facts}>
        <span>{words.home.platform[phone.platform]}</span>
        <span className={phone.signedIn ? css.signedIn : css.signedOut}>
          {phone.signedIn ? words.home.signedIn : words.home.signedOut}
        </span>
      </p>
    </header>
  )
}

interface NameFormProps {
  readonly name: string
  readonly api: PhoneApi
  readonly onDone: () => void
}

function NameForm({ name, api, onDone }: NameFormProps) {
  const [draft, setDraft] = useState(name)
  const [saving, setSaving] = useState(false)
  const wanted = draft.trim()
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setSaving(true)
    const taken = wanted === name || (await api.rename(wanted))
    setSaving(false)
    if (taken) onDone()
  }
  return (
    <form
      className={css.form}
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone()
      }}
    >
      <label htmlFor="name">{words.home.nameLabel}</label>
      <input
        id="name"
        value={draft}
        maxLength={LONGEST_NAME}
        autoComplete="off"
        autoFocus
        onChange={(event) => setDraft(event.target.value)}
      />
      <Button look="primary" type="submit" disabled={wanted === '' || saving}>
        {words.home.saveName}
      </Button>
      <Button look="quiet" onClick={onDone}>
        {words.home.cancelName}
      </Button>
    </form>
  )
}
