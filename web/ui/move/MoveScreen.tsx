import { useEffect, useRef, useState } from 'react'
import type { MoveView } from '../../bridge/contract.ts'
import { isPending } from '../../state/selectors.ts'
import { Button } from '../parts/Button.tsx'
import { useMirror, useWindow } from '../parts/window.ts'
import notice from '../shell/Notice.module.css'
import { Progress } from '../settings/storage/Progress.tsx'
import { moveWords as words } from '../words/moveWords.ts'
import { MoveOutDialog } from './MoveOutDialog.tsx'
import css from './MoveScreen.module.css'
import { useMoveRun } from './useMoveRun.ts'

/** An account that is on its way, or has moved: nothing else of it can be shown. */
export function MoveScreen() {
  const view = useMirror(({ snapshot }) => snapshot?.move)
  const movedAtMs = useMirror(({ snapshot }) =>
    snapshot?.link.at === 'moved' ? snapshot.link.atMs : undefined,
  )
  useEffect(() => {
    document.title = words.documentTitle
  }, [])
  if (view !== undefined) return <OnItsWay view={view} />
  return movedAtMs === undefined ? null : <Moved atMs={movedAtMs} />
}

function OnItsWay({ view }: { readonly view: MoveView }) {
  const { actions } = useWindow()
  const heading = useHeading()
  return (
    <div className={notice.notice}>
      <h1 className={notice.title} ref={heading} tabIndex={-1} data-page-title>
        {words.running.title[view.at]}
      </h1>
      <p className={notice.body}>{words.running.body[view.at]}</p>
      <div className={css.progress}>
        <Progress label={words.progress} share={view.done / Math.max(1, view.total)} />
        <p className={css.count}>{words.running.count(view)}</p>
      </div>
      {view.at === 'out' && (
        <div className={notice.actions}>
          <Button onPress={() => actions.order({ type: 'cancelMove' })}>
            {words.running.cancel}
          </Button>
        </div>
      )}
    </div>
  )
}

function Moved({ atMs }: { readonly atMs: number }) {
  const heading = useHeading()
  const [run] = useMoveRun()
  const [saving, setSaving] = useState(false)
  return (
    <div className={notice.notice}>
      <h1 className={notice.title} ref={heading} tabIndex={-1} data-page-title>
        {words.moved.title}
      </h1>
      <p className={notice.body}>{words.moved.body(atMs)}</p>
      <p className={css.saved} role="status">
        {run.at === 'saved' && words.saved}
      </p>
      <p className={css.unsaved} role="alert">
        {run.at === 'unsaved' && words.unsaved}
      </p>
      <div className={notice.actions}>
        <Button kind={run.at === 'saved' ? 'quiet' : 'primary'} onPress={() => setSaving(true)}>
          {words.dialog.again}
        </Button>
        <Erase />
      </div>
      {saving && <MoveOutDialog onClose={() => setSaving(false)} />}
    </div>
  )
}

/** Asks once more: with what is stored here goes the way to save the file again. */
function Erase() {
  const { actions } = useWindow()
  const [asked, setAsked] = useState(false)
  const busy = useMirror((state) => isPending(state, 'startOver'))
  if (!asked) return <Button onPress={() => setAsked(true)}>{words.moved.erase}</Button>
  return (
    <div className={css.ask}>
      <p>{words.moved.eraseWhy}</p>
      <div className={notice.actions}>
        <Button kind="danger" onPress={actions.startOver} busy={busy}>
          {words.moved.eraseConfirm}
        </Button>
        <Button onPress={() => setAsked(false)}>{words.dialog.cancel}</Button>
      </div>
    </div>
  )
}

/** What is said first is read first. */
function useHeading() {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return heading
}
