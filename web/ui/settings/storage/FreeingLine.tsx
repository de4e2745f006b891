import { useMirror } from '../../parts/window.ts'
import { storageWords as words } from '../../words/storageWords.ts'
import { Progress } from './Progress.tsx'
import css from './StoragePage.module.css'

/** How the freeing of space comes along, whoever asked for it. */
export function FreeingLine() {
  const freeing = useMirror((state) => state.snapshot?.care?.freeing)
  if (freeing === undefined) return null
  return (
    <div className={css.freeing}>
      <p>{words.free.line(freeing.what, freeing.freed)}</p>
      <Progress label={words.free.progress} share={freeing.share} />
    </div>
  )
}
