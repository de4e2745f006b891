import { useEffect, useRef, useState } from 'react'
import type { PairCodeView } from '../../../bridge/contract.ts'
import { endsAtMs } from '../../../state/selectors.ts'
import { Button } from '../../parts/Button.tsx'
import { Countdown } from '../../parts/Countdown.tsx'
import { Drawing } from '../../parts/Drawing.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useWindow } from '../../parts/window.ts'
import { pairCodeWords as words } from '../../words/pairCodeWords.ts'
import { Orbit } from '../Orbit.tsx'
import { CodeBoxes } from './CodeBoxes.tsx'
import { drawings } from './drawings.ts'
import css from './PairCodeCard.module.css'
import { useBoxSize } from './useBoxSize.ts'

/** How far the orbit reaches beyond the card, as around the code to scan. */
const reachPx = 12
const copiedMs = 2000

/** A code that was to be copied, and whether the browser did it. */
export interface Copied {
  readonly code: string
  readonly done: boolean
}

interface PairCodeCardProps {
  readonly pairCode: Extract<PairCodeView, { at: 'requesting' | 'showing' }>
  readonly arrivedAtMs: number
  readonly onCopied: (copied: Copied) => void
}

/** The code on its card, with the time it has left and a way to copy it. */
export function PairCodeCard({ pairCode, arrivedAtMs, onCopied }: PairCodeCardProps) {
  const card = useRef<HTMLDivElement>(null)
  const size = useBoxSize(card)
  const shown = pairCode.at === 'showing' ? lifeOf(pairCode, arrivedAtMs) : undefined
  return (
    <div className={css.frame}>
      <div className={css.around}>
        {shown !== undefined && size !== undefined && (
          <Orbit
            aroundPx={size.widthPx}
            heightPx={size.heightPx}
            reachPx={reachPx}
            lifeMs={shown.lifeMs}
            endsAtMs={shown.endsAtMs}
            key={`${shown.endsAtMs} ${size.widthPx} ${size.heightPx}`}
          />
        )}
        <div className={css.card} ref={card}>
          <CodeBoxes code={shown?.code} />
        </div>
      </div>
      <div className={css.foot}>
        {shown === undefined ? (
          <span className={css.patient}>{words.code.makingLong}</span>
        ) : (
          <>
            <span className={css.facts}>
              <Countdown endsAtMs={shown.endsAtMs} format={words.code.valid} />
              {shown.custom && <span>{words.code.ownChoice}</span>}
            </span>
            <CopyButton code={shown.code} onCopied={onCopied} />
          </>
        )}
      </div>
    </div>
  )
}

function lifeOf(view: Extract<PairCodeView, { at: 'showing' }>, arrivedAtMs: number) {
  return {
    code: view.code,
    custom: view.custom,
    lifeMs: endsAtMs(view.lifeMs, view.rate, 0),
    endsAtMs: endsAtMs(view.remainingMs, view.rate, arrivedAtMs),
  }
}

interface CopyButtonProps {
  readonly code: string
  readonly onCopied: (copied: Copied) => void
}

/** Copies the eight characters and says so for a moment. */
function CopyButton({ code, onCopied }: CopyButtonProps) {
  const { clock } = useWindow()
  const [copied, setCopied] = useState(false)
  useEffect(
    () => (copied ? clock.after(copiedMs, () => setCopied(false)) : undefined),
    [copied, clock],
  )
  const tell = (done: boolean): void => {
    setCopied(done)
    onCopied({ code, done })
  }
  const copy = (): void => {
    navigator.clipboard.writeText(code).then(
      () => tell(true),
      () => tell(false),
    )
  }
  return (
    <Button size="small" onPress={copy}>
      {copied ? <Icon name="done" size={16} /> : <Drawing lines={drawings.copy} size={16} />}
      {copied ? words.code.copied : words.code.copy}
    </Button>
  )
}
