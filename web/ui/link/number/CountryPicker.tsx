import type { CountryCode } from 'libphonenumber-js/min'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { Drawing } from '../../parts/Drawing.tsx'
import { pairCodeWords as words } from '../../words/pairCodeWords.ts'
import { type Country, searchCountries } from './countries.ts'
import css from './CountryPicker.module.css'
import { drawings } from './drawings.ts'

interface CountryPickerProps {
  readonly countries: readonly Country[]
  readonly chosen: CountryCode | undefined
  readonly onChoose: (country: CountryCode) => void
}

/** How far the page keys go. */
const pageOptions = 8

/**
 * A field to search a country in, by name or calling code, with the list of what was found under it
 * (the combobox pattern of the ARIA authoring guide; the focus stays in the field).
 */
export function CountryPicker({ countries, chosen, onChoose }: CountryPickerProps) {
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [query, setQuery] = useState<string>()
  const found = useMemo(() => searchCountries(countries, query ?? ''), [countries, query])
  const [marked, setMarked] = useState(0)
  const present = countries.find(({ code }) => code === chosen)

  const open = (): void => {
    if (isOpen) return
    setOpen(true)
    setMarked(Math.max(0, present === undefined ? 0 : countries.indexOf(present)))
  }
  const close = (): void => {
    setOpen(false)
    setQuery(undefined)
  }
  const choose = (country: Country | undefined): void => {
    if (country !== undefined) onChoose(country.code)
    close()
  }
  const mark = (index: number): void => {
    setMarked(Math.min(Math.max(index, 0), found.length - 1))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: pageOptions, PageUp: -pageOptions }
    const step = steps[event.key as keyof typeof steps]
    if (step !== undefined) {
      event.preventDefault()
      if (isOpen) mark(marked + step)
      else open()
    } else if (isOpen && event.key === 'Enter') {
      event.preventDefault()
      choose(found[marked])
    } else if (isOpen && event.key === 'Escape') {
      event.preventDefault()
      close()
    } else if (isOpen && event.key === 'Tab' && query !== undefined && query !== '') {
      choose(found[marked])
    }
  }

  const shownBefore = useRef(false)
  useEffect(() => {
    const block = shownBefore.current ? 'nearest' : 'center'
    shownBefore.current = isOpen
    if (isOpen) list.current?.children[marked]?.scrollIntoView({ block })
  }, [isOpen, marked])

  const optionId = (index: number) => `${id}-${found[index]?.code}`
  return (
    <div className={css.picker}>
      <label className={css.label} htmlFor={id}>
        {words.country.label}
      </label>
      <div className={css.control}>
        <input
          id={id}
          className={css.input}
          type="text"
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={isOpen ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={isOpen && found.length > 0 ? optionId(marked) : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={words.country.choose}
          value={query ?? present?.name ?? ''}
          onChange={({ target }) => {
            setOpen(true)
            setQuery(target.value)
            setMarked(0)
          }}
          onFocus={({ target }) => target.select()}
          onClick={open}
          onBlur={close}
          onKeyDown={onKeyDown}
        />
        {present !== undefined && query === undefined && (
          <bdi className={css.callingCode} dir="ltr">
            {words.country.callingCode(present.callingCode)}
          </bdi>
        )}
        <span className={css.chevron}>
          <Drawing lines={drawings.chevron} size={16} />
        </span>
      </div>
      {isOpen && found.length > 0 && (
        <ul
          ref={list}
          className={css.list}
          id={`${id}-list`}
          role="listbox"
          aria-label={words.country.listLabel}
        >
          {found.map((country, index) => (
            <li
              key={country.code}
              className={index === marked ? css.marked : css.option}
              id={optionId(index)}
              role="option"
              aria-selected={country.code === chosen}
              // Pressing must not take the focus out of the field.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(country)}
            >
              <span>{country.name}</span>
              <bdi dir="ltr">{words.country.callingCode(country.callingCode)}</bdi>
            </li>
          ))}
        </ul>
      )}
      <div role="status">
        {isOpen && found.length === 0 && <p className={css.none}>{words.country.none}</p>}
      </div>
    </div>
  )
}
