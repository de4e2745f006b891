import { useId } from 'react'
import { Button } from '../parts/Button.tsx'
import { Drawing } from '../parts/Drawing.tsx'
import { useAccounts, useMirror } from '../parts/window.ts'
import { accountsWords as words } from '../words/accountsWords.ts'
import { FacePicture } from './FacePicture.tsx'
import css from './LinkNotes.module.css'
import { useFaces } from './useFaces.ts'

/** Over the codes: that the browser removed a link, and the way to the other accounts. */
export function NotesAbove() {
  const evicted = useAccounts(({ list, current }) =>
    list.some(({ id, lost }) => id === current.id && lost === 'evicted'),
  )
  return (
    <>
      {evicted && <Evicted />}
      <OtherAccounts />
    </>
  )
}

function Evicted() {
  const id = useAccounts(({ current }) => current.id)
  const orders = useAccounts((state) => state.orders)
  const title = useId()
  return (
    <section className={css.evicted} aria-labelledby={title}>
      <span className={css.sign}>
        <Drawing lines="M10 3.5l7 12.5h-14z M10 8.5v3.5 M10 13.9v.1" size={24} />
      </span>
      <div className={css.words}>
        <h2 className={css.title} id={title}>
          {words.eviction.title}
        </h2>
        <p>{words.eviction.body}</p>
        <p className={css.helps}>{words.eviction.helps}</p>
        <ul className={css.ways}>
          {words.eviction.ways.map((way) => (
            <li key={way}>{way}</li>
          ))}
        </ul>
        <div className={css.actions}>
          <Button size="small" onPress={() => orders?.putAwayEviction(id)}>
            {words.eviction.putAway}
          </Button>
        </div>
      </div>
    </section>
  )
}

function OtherAccounts() {
  const faces = useFaces()
  const orders = useAccounts((state) => state.orders)
  const ended = useMirror((state) => state.snapshot?.link.at === 'ended')
  const others = faces.filter(({ current }) => !current)
  if (others.length === 0) return null
  const { back } = words.accounts
  return (
    <nav className={css.others} aria-label={back.label}>
      <p className={css.why}>{ended ? back.others : back.adding}</p>
      <div className={css.actions}>
        {others.map((face) => (
          <button
            type="button"
            className={css.to}
            onClick={() => orders?.switchTo(face.id)}
            key={face.id}
          >
            <FacePicture face={face} size={28} />
            <bdi>{back.to(face.name)}</bdi>
          </button>
        ))}
      </div>
    </nav>
  )
}
