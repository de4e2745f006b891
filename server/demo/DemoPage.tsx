import { useRef, useState } from 'react'
import { COMPANION_FRAME } from '../phone/page/scanner/neighbour.ts'
import { Camera } from './Camera.tsx'
import css from './DemoPage.module.css'
import { FaultPanel } from './FaultPanel.tsx'
import { words } from './words.ts'

/** The phone may look through a camera and at the screen; the companion has no use for either. */
const PHONE_MAY = 'camera; display-capture'

const SIDES = ['phone', 'browser'] as const

/** Phone and companion side by side; where there is no room, one at a time. */
export function DemoPage({ phoneAddress }: { readonly phoneAddress: string }) {
  const phone = useRef<HTMLIFrameElement>(null)
  const companion = useRef<HTMLIFrameElement>(null)
  const [side, setSide] = useState<(typeof SIDES)[number]>('phone')
  return (
    <main className={css.page}>
      <header className={css.head}>
        <Mark />
        <h1 className={css.title}>{words.title}</h1>
        <p className={css.lead}>{words.lead}</p>
        <div className={css.tabs} role="group" aria-label={words.show}>
          {SIDES.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={side === name}
              onClick={() => setSide(name)}
            >
              {words[name]}
            </button>
          ))}
        </div>
      </header>
      <div className={css.sides}>
        <div className={css.device} data-shown={side === 'phone'}>
          <iframe
            className={css.frame}
            ref={phone}
            src={phoneAddress}
            title={words.phoneFrame}
            allow={PHONE_MAY}
          />
        </div>
        <div className={css.window} data-shown={side === 'browser'}>
          <div className={css.chrome} aria-hidden="true">
            <i />
            <i />
            <i />
            <span>{words.address}</span>
          </div>
          <div className={css.stage}>
            <iframe
              className={css.frame}
              ref={companion}
              name={COMPANION_FRAME}
              src="/"
              title={words.browserFrame}
            />
            <Camera phone={phone} companion={companion} />
          </div>
        </div>
      </div>
      <FaultPanel />
    </main>
  )
}

/** The product's mark: a thin orbit with a small moon at two o'clock. */
function Mark() {
  return (
    <svg className={css.mark} viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
      <path
        d="M15.63 4.87A8 8 0 1 0 19.99 12.42"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
      />
      <circle cx="18.93" cy="8" r="2.6" />
    </svg>
  )
}
