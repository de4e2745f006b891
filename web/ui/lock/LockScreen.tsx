import { useEffect, useId, useState } from 'react'
import { lockDrawing } from '../parts/drawings.ts'
import { Drawing } from '../parts/Drawing.tsx'
import { StartOver } from '../parts/StartOver.tsx'
import { useMirror } from '../parts/window.ts'
import { lockWords as words } from '../words/lockWords.ts'
import css from './LockScreen.module.css'
import { PasskeyUnlock } from './PasskeyUnlock.tsx'
import { PassphraseUnlock } from './PassphraseUnlock.tsx'

/** What a locked window shows: nothing of the account, and the way in. */
export function LockScreen() {
  const lock = useMirror((state) => state.snapshot?.lock)
  useEffect(() => {
    document.title = words.lock.documentTitle
  }, [])
  if (lock?.at !== 'locked') return null
  return (
    <div className={css.screen}>
      <span className={css.sign}>
        <Drawing lines={lockDrawing} size={28} />
      </span>
      <h1 className={css.title} tabIndex={-1} data-page-title>
        {words.lock.title}
      </h1>
      <p className={css.lead}>
        {lock.method === 'passkey' ? words.lock.passkeyLead : words.lock.lead}
      </p>
      {lock.method === 'passkey' ? <PasskeyUnlock lock={lock} /> : <PassphraseUnlock lock={lock} />}
      <Forgot />
    </div>
  )
}

function Forgot() {
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <div className={css.forgot}>
      <button
        type="button"
        className={css.forgotButton}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {words.lock.forgot}
      </button>
      {open && (
        <div className={css.forgotten} id={id}>
          <h2 className={css.forgotTitle}>{words.lock.forgotTitle}</h2>
          <p>{words.lock.forgotBody}</p>
          <div className={css.ways}>
            <StartOver />
          </div>
        </div>
      )}
    </div>
  )
}
