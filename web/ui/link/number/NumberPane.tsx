import { type RefObject, use, useEffect, useMemo, useRef, useState } from 'react'
import type { PairCodeView } from '../../../bridge/contract.ts'
import { endsAtMs } from '../../../state/selectors.ts'
import { Arrival } from '../../parts/arrival.ts'
import { Button } from '../../parts/Button.tsx'
import { useMirror, useWindow } from '../../parts/window.ts'
import { pairCodeWords as words } from '../../words/pairCodeWords.ts'
import { words as startWords } from '../../words/words.ts'
import { wayTo } from '../useLinkWay.ts'
import { listCountries } from './countries.ts'
import { firstDraft } from './draft.ts'
import { NumberForm } from './NumberForm.tsx'
import css from './NumberPane.module.css'
import { type Copied, PairCodeCard } from './PairCodeCard.tsx'
import { PairFailure } from './PairFailure.tsx'
import { PairFinishing } from './PairFinishing.tsx'
import { formatInternational } from './phoneNumberText.ts'
import { Speech } from './Speech.tsx'

/** Linking by a code typed on the phone: the form, the code, and what becomes of it. */
export function NumberPane() {
  const { actions } = useWindow()
  const pairCode = useMirror((state) => state.snapshot?.pairCode)
  const arrivedAtMs = useMirror((state) => state.pairCodeAtMs)
  const rate = useMirror((state) => state.snapshot?.service.clock?.rate ?? 1)
  const [draft, setDraft] = useState(() => firstDraft(pairCode, navigator.languages))
  const [asked, setAsked] = useState<string>()
  const [copied, setCopied] = useState<Copied>()
  const heading = useRef<HTMLHeadingElement>(null)
  const step = stepOf(pairCode)
  const arrived = useHasLeft(step) || use(Arrival)
  useKeptFocus(step, heading)
  useQrAddressAfterwards()
  const countries = useMemo(
    () => listCountries(startWords.locale, navigator.languages, words.countryAliases),
    [],
  )
  const ask = (digits: string, custom: string | undefined): void => {
    setAsked(custom)
    setCopied(undefined)
    actions.requestCode(`+${digits}`, custom)
  }
  return (
    <div className={css.pane}>
      <Speech pairCode={pairCode} copied={copied?.done === true ? copied.code : undefined} />
      <div className={css.intro}>
        <h1 className={css.title} ref={heading} tabIndex={-1}>
          {titleOf(step)}
        </h1>
        <p className={css.lead}>
          {pairCode === undefined ? words.lead : <ForNumber number={pairCode.number} />}
        </p>
      </div>
      <Arrival value={arrived}>
        {pairCode === undefined && (
          <NumberForm draft={draft} countries={countries} onChange={setDraft} onSubmit={ask} />
        )}
        {(pairCode?.at === 'requesting' || pairCode?.at === 'showing') && (
          <>
            <PairCodeCard pairCode={pairCode} arrivedAtMs={arrivedAtMs} onCopied={setCopied} />
            {copied?.done === false && <p role="alert">{words.code.copyByHand}</p>}
            <ol className={css.steps} aria-label={words.code.stepsLabel}>
              {words.code.steps.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ol>
            <div className={css.actions}>
              <Button onPress={actions.cancelCode}>{words.code.change}</Button>
            </div>
          </>
        )}
        {pairCode?.at === 'finishing' && <PairFinishing code={pairCode.code} />}
        {pairCode?.at === 'failed' && (
          <PairFailure
            error={pairCode.error}
            pauseEndsAtMs={pauseEnd(pairCode.error.details?.['backoffSec'], rate, arrivedAtMs)}
            onAgain={() => ask(pairCode.number, asked)}
            onChange={actions.cancelCode}
          />
        )}
      </Arrival>
      {pairCode?.at !== 'failed' && (
        <p className={css.other}>
          <a href={wayTo.qr}>{words.useQr}</a>
          <span>{words.both}</span>
        </p>
      )}
    </div>
  )
}

type Step = 'form' | 'code' | 'finishing' | 'failed'

function stepOf(pairCode: PairCodeView | undefined): Step {
  switch (pairCode?.at) {
    case undefined:
      return 'form'
    case 'requesting':
    case 'showing':
      return 'code'
    case 'finishing':
    case 'failed':
      return pairCode.at
  }
}

function titleOf(step: Step): string {
  if (step === 'code') return words.code.title
  return step === 'finishing' ? words.finishing.title : words.title
}

function ForNumber({ number }: { readonly number: string }) {
  const [before, after] = words.code.forNumber
  return (
    <>
      {before}
      <bdi className={css.number} dir="ltr">
        {formatInternational(number)}
      </bdi>
      {after}
    </>
  )
}

/** Backoff of the service in the window's time. */
function pauseEnd(seconds: unknown, rate: number, sinceMs: number): number | undefined {
  return typeof seconds === 'number' && seconds > 0
    ? endsAtMs(seconds * 1000, rate, sinceMs)
    : undefined
}

/** Whether the step has ever been another one than at first. */
function useHasLeft(step: Step): boolean {
  const [first] = useState(step)
  const [left, setLeft] = useState(false)
  if (!left && step !== first) setLeft(true)
  return left
}

/** When a step takes the focused control away, the focus goes to the heading instead of nowhere. */
function useKeptFocus(step: Step, heading: RefObject<HTMLElement | null>): void {
  const before = useRef(step)
  useEffect(() => {
    if (before.current === step) return
    before.current = step
    if (document.activeElement === document.body) heading.current?.focus()
  }, [step, heading])
}

/** Once a phone has answered the address must not name the way that led there. */
function useQrAddressAfterwards(): void {
  const answered = useMirror((state) => state.snapshot?.link.at === 'confirming')
  useEffect(() => {
    if (answered) history.replaceState(null, '', wayTo.qr)
  }, [answered])
}
