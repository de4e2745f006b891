import { lazy, Suspense, use, useEffect, useRef, useState } from 'react'
import { Arrival } from '../parts/arrival.ts'
import { classes } from '../parts/classes.ts'
import { Drawing } from '../parts/Drawing.tsx'
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx'
import { useMirror } from '../parts/window.ts'
import { words } from '../words/words.ts'
import { CodeStage, PartMissing } from './CodeStage.tsx'
import css from './LinkScreen.module.css'
import { PracticeHint } from './PracticeHint.tsx'
import { Remember } from './Remember.tsx'
import { stageOf } from './stage.ts'
import { useLinkWay, wayTo } from './useLinkWay.ts'

const loadNumberPane = () => import('./number/NumberPane.tsx')
const NumberPane = lazy(async () => ({ default: (await loadNumberPane()).NumberPane }))

/**
 * The way in: what to do on the left, the code or what stands in its place on the right. Linking with
 * the phone number takes the left side, and the code goes on beside it.
 */
export function LinkScreen() {
  const state = useMirror((all) => all)
  const stage = stageOf(state)
  const way = useLinkWay()
  const arrived = useHasChanged(stageKey(stage))
  const switched = useHasChanged(way)
  const answered = stage.kind === 'confirming'
  const byNumber = way === 'number' && !answered
  return (
    <div className={classes(css.screen, byNumber && css.beside)} data-stage={stage.kind}>
      {way === 'number' && (
        <div className={css.pane} hidden={answered}>
          <Arrival value={switched}>
            <ErrorBoundary fallback={<PartMissing />}>
              <Suspense>
                <NumberPane />
              </Suspense>
            </ErrorBoundary>
          </Arrival>
        </div>
      )}
      {!byNumber && (
        <div className={css.intro}>
          <h1 className={css.title}>{words.link.title}</h1>
          <p className={css.lead}>{words.link.lead}</p>
        </div>
      )}
      <div className={css.stage}>
        <Arrival value={arrived && !byNumber}>
          <CodeStage stage={stage} linkAtMs={state.linkAtMs} />
        </Arrival>
      </div>
      {!byNumber && (
        <ol className={css.steps} aria-label={words.link.stepsLabel}>
          {words.link.steps.map((step) => (
            <li className={css.step} key={step}>
              {step}
            </li>
          ))}
        </ol>
      )}
      <div className={css.options}>
        {way === 'qr' && !answered && (
          <Arrival value={switched}>
            <ToNumber />
          </Arrival>
        )}
        <PracticeHint />
        <Remember />
      </div>
    </div>
  )
}

/** A number sign. */
const numberSign = 'M8 3.5l-1.5 13 M13.5 3.5l-1.5 13 M4.5 7.8h12 M3.5 12.2h12'

/** The way to the other way. Its part is fetched as soon as a hand comes near. */
function ToNumber() {
  const node = useRef<HTMLAnchorElement>(null)
  const codeWaits = useMirror(({ snapshot }) => snapshot?.pairCode?.at === 'showing')
  const arrived = use(Arrival)
  useEffect(() => {
    if (arrived) node.current?.focus()
  }, [arrived])
  const fetchAhead = () => void loadNumberPane().catch(leaveItToThePane)
  return (
    <a
      ref={node}
      className={css.other}
      href={wayTo.number}
      onPointerEnter={fetchAhead}
      onFocus={fetchAhead}
    >
      <Drawing lines={numberSign} />
      {codeWaits ? words.link.codeWaits : words.link.byNumber}
    </a>
  )
}

/** Fetching ahead failed: the pane asks again and says so. */
function leaveItToThePane(): void {}

function stageKey(stage: ReturnType<typeof stageOf>): string {
  return stage.kind === 'problem' ? `${stage.place} ${stage.error.code}` : stage.kind
}

/** Whether a value is another one than the page opened with, or once was. */
function useHasChanged(key: string): boolean {
  const [first] = useState(key)
  const [changed, setChanged] = useState(false)
  if (!changed && key !== first) setChanged(true)
  return changed
}
