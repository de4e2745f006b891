import { type KeyboardEvent, useEffect, useRef } from 'react'
import { lockDrawing } from '../parts/drawings.ts'
import { Drawing } from '../parts/Drawing.tsx'
import { useAccounts, useMirror, useWindow } from '../parts/window.ts'
import { formatPhoneNumber } from '../account/phoneNumber.ts'
import { accountsWords as words } from '../words/accountsWords.ts'
import css from './AccountMenu.module.css'
import { FacePicture } from './FacePicture.tsx'
import { type MenuEnd, nextIndex } from './menuKeys.ts'
import type { ListedFace } from './useFaces.ts'

interface AccountMenuProps {
  readonly id: string
  readonly faces: readonly ListedFace[]
  readonly end: MenuEnd
  /** The focus goes back to the button. */
  readonly onClose: () => void
}

/** All accounts of this browser, and what can be done besides turning to one of them. */
export function AccountMenu({ id, faces, end, onClose }: AccountMenuProps) {
  const { actions } = useWindow()
  const orders = useAccounts((state) => state.orders)
  const lockable = useMirror((state) => state.snapshot?.lock.at === 'on')
  const linked = faces.some((face) => face.current && isLinked(face))
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const items = itemsOf(menu.current)
    items.at(end === 'first' ? 0 : -1)?.focus()
  }, [end])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault()
      onClose()
      return
    }
    const items = itemsOf(menu.current)
    const labels = items.map((item) => item.textContent)
    const to = nextIndex(
      event.key,
      items.findIndex((item) => item === document.activeElement),
      labels,
    )
    if (to === undefined) return
    event.preventDefault()
    items[to]?.focus()
  }
  const choose = (act: () => void) => () => {
    onClose()
    act()
  }
  return (
    <div
      ref={menu}
      id={id}
      className={css.menu}
      role="menu"
      tabIndex={-1}
      aria-label={words.accounts.menu}
      onKeyDown={onKeyDown}
    >
      {faces.map((face) => (
        <button
          type="button"
          role="menuitemradio"
          aria-checked={face.current}
          tabIndex={-1}
          className={css.account}
          onClick={choose(() => orders?.switchTo(face.id))}
          key={face.id}
        >
          <FacePicture face={face} size={40} />
          <Who face={face} />
          {face.current && (
            <span className={css.here}>
              <Drawing lines="M4.5 10.5l3.5 3.5 7.5-8" />
            </span>
          )}
        </button>
      ))}
      {(lockable || (linked && orders?.add !== undefined)) && (
        <div className={css.rule} role="separator" />
      )}
      {linked && orders?.add !== undefined && (
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={css.order}
          onClick={choose(orders.add)}
        >
          <Drawing lines="M10 4.5v11 M4.5 10h11" />
          {words.accounts.add}
        </button>
      )}
      {lockable && (
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={css.order}
          onClick={choose(() => actions.order({ type: 'lockNow' }))}
        >
          <Drawing lines={lockDrawing} />
          {words.accounts.lockNow}
        </button>
      )}
    </div>
  )
}

function Who({ face }: { readonly face: ListedFace }) {
  const { account, standing } = face
  return (
    <span className={css.who}>
      <span className={css.name}>
        <bdi>{face.name}</bdi>
      </span>
      <span className={css.about}>
        {account !== undefined && <bdi dir="ltr">{formatPhoneNumber(account.number)}</bdi>}
        <span className={css.standing} data-at={standing}>
          {words.accounts.states[standing]}
        </span>
      </span>
    </span>
  )
}

/** Whoever is not linked yet, or no longer, has codes on the screen already. */
function isLinked({ standing }: ListedFace): boolean {
  return !['fresh', 'ended', 'moved', 'evicted'].includes(standing)
}

function itemsOf(menu: HTMLElement | null): readonly HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
}
