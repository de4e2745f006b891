import css from './Mark.module.css'

/**
 * The mark: a thin orbit with a small moon at two o'clock. Takes the text colour; the moon takes the
 * accent. The same drawing as `public/icons`.
 */
export function Mark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg
      className={css.mark}
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <path className={css.orbit} d="M15.63 4.87A8 8 0 1 0 19.99 12.42" />
      <circle className={css.moon} cx="18.93" cy="8" r="2.6" />
    </svg>
  )
}
