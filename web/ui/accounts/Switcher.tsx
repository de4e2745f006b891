import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react'
import { VisuallyHidden } from '../parts/VisuallyHidden.tsx'
import { accountsWords as words } from '../words/accountsWords.ts'
import { FacePicture } from './FacePicture.tsx'
import type { MenuEnd } from './menuKeys.ts'
import css from './Switcher.module.css'
import { type ListedFace, useFaces } from './useFaces.ts'

const loadMenu = () => import('./AccountMenu.tsx')
const AccountMenu = lazy(async () => ({ default: (await loadMenu()).AccountMenu }))

/** Whose account the window shows, as a button that opens the list of all accounts here. */
export function Switcher() {
  const faces = useFaces()
  const [open, setOpen] = useState<MenuEnd>()
  const button = useRef<HTMLButtonElement>(null)
  const area = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    if (open === undefined) return undefined
    const press = ({ target }: PointerEvent) => {
      if (target instanceof Node && area.current?.contains(target) !== true) setOpen(undefined)
    }
    document.addEventListener('pointerdown', press)
    return () => document.removeEventListener('pointerdown', press)
  }, [open])
  const current = faces.find((face) => face.current)
  if (current === undefined || (faces.length === 1 && current.standing === 'fresh')) return null
  const close = (): void => {
    setOpen(undefined)
    button.current?.focus()
  }
  const attention = faces.some((face) => !face.current && isUrgent(face))
  return (
    <div className={css.switcher} ref={area}>
      <button
        ref={button}
        type="button"
        className={css.button}
        aria-haspopup="menu"
        aria-expanded={open !== undefined}
        aria-controls={open === undefined ? undefined : id}
        onPointerEnter={() => void loadMenu().catch(leaveItToTheMenu)}
        onClick={() => setOpen(open === undefined ? 'first' : undefined)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          setOpen(event.key === 'ArrowDown' ? 'first' : 'last')
        }}
      >
        <FacePicture face={current} size={36} />
        <VisuallyHidden>{words.accounts.button(current.name)}</VisuallyHidden>
        {attention && <span className={css.attention} />}
      </button>
      {open !== undefined && (
        <Suspense>
          <AccountMenu id={id} faces={faces} end={open} onClose={close} />
        </Suspense>
      )}
    </div>
  )
}

/** Fetching ahead failed: opening the menu asks again. */
function leaveItToTheMenu(): void {}

function isUrgent({ standing }: ListedFace): boolean {
  return standing === 'attention' || standing === 'ended' || standing === 'evicted'
}
