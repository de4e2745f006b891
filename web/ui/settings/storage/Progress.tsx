import css from './Progress.module.css'

interface ProgressProps {
  readonly label: string
  /** 0 to 1. */
  readonly share: number
}

/** How far something has come. */
export function Progress({ label, share }: ProgressProps) {
  const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100)
  return (
    <div className={css.track} role="progressbar" aria-label={label} aria-valuenow={percent}>
      <span className={css.done} style={{ inlineSize: `${percent}%` }} />
    </div>
  )
}
