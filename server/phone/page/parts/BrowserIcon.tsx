import css from './BrowserIcon.module.css'

/** A window with the browser's initial: our own drawing, nobody's logo. */
export function BrowserIcon({ browser }: { readonly browser: string }) {
  return (
    <span className={css.icon} aria-hidden="true">
      <svg width="30" height="30" viewBox="0 0 30 30" focusable="false">
        <rect
          x="3"
          y="5"
          width="24"
          height="20"
          rx="4"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.75"
        />
        <path d="M3.5 10.5h23" stroke="currentColor" strokeWidth="1.75" />
        <circle cx="6.8" cy="7.8" r="0.9" fill="currentColor" />
        <circle cx="9.8" cy="7.8" r="0.9" fill="currentColor" />
        <text
          x="15"
          y="21.6"
          textAnchor="middle"
          fontSize="10.5"
          fontWeight="700"
          fill="currentColor"
        >
          {browser.slice(0, 1)}
        </text>
      </svg>
    </span>
  )
}
