import type { PairingView } from '../../control.ts'
import { BrowserIcon } from '../parts/BrowserIcon.tsx'
import { words } from '../words.ts'
import css from './PairingPush.module.css'

interface PairingPushProps {
  /** Undefined: nobody asks, and the region waits. */
  readonly pairing: PairingView | undefined
  /** Over what is on the screen, instead of above it. */
  readonly floats: boolean
  readonly onOpen: () => void
}

/** The push notification of a browser that wants to be linked. Opening it leads to the keypad. */
export function PairingPush({ pairing, floats, onOpen }: PairingPushProps) {
  return (
    <div role="status" className={floats ? `${css.place} ${css.floating}` : css.place}>
      {pairing !== undefined && (
        <button type="button" className={css.push} onClick={onOpen}>
          <BrowserIcon browser={pairing.companionName.split(' (')[0] ?? ''} />
          <span className={css.text}>
            <strong>{words.push.heading}</strong>
            <span>{words.push.asks(pairing.companionName)}</span>
          </span>
        </button>
      )}
    </div>
  )
}
