import { useEffect, useRef } from 'react'
import { useMirror } from '../parts/window.ts'
import { words } from '../words/words.ts'
import { CodeStage } from './CodeStage.tsx'
import css from './LinkScreen.module.css'
import { PracticeHint } from './PracticeHint.tsx'
import { Remember } from './Remember.tsx'
import { stageOf } from './stage.ts'

/** The way in: what to do on the left, the code or what stands in its place on the right. */
export function LinkScreen() {
  const state = useMirror((all) => all)
  const stage = stageOf(state)
  const frame = useFocusOnChange(stageKey(stage))
  return (
    <div className={css.screen}>
      <div className={css.intro}>
        <h1 className={css.title}>{words.link.title}</h1>
        <p className={css.lead}>{words.link.lead}</p>
      </div>
      <div className={css.stage} ref={frame}>
        <CodeStage stage={stage} linkAtMs={state.linkAtMs} />
      </div>
      <ol className={css.steps} aria-label={words.link.stepsLabel}>
        {words.link.steps.map((step) => (
          <li className={css.step} key={step}>
            {step}
          </li>
        ))}
      </ol>
      <div className={css.options}>
        <PracticeHint />
        <Remember />
      </div>
    </div>
  )
}

function stageKey(stage: ReturnType<typeof stageOf>): string {
  return stage.kind === 'problem' ? `${stage.place} ${stage.error.code}` : stage.kind
}

/**
 * Moves the focus to the part marked `data-takes-focus` when the stage has changed. Not at first: a
 * page that opens must not pull the focus away from its beginning.
 */
function useFocusOnChange(key: string) {
  const frame = useRef<HTMLDivElement>(null)
  const before = useRef(key)
  useEffect(() => {
    if (before.current === key) return
    before.current = key
    frame.current?.querySelector<HTMLElement>('[data-takes-focus]')?.focus()
  }, [key])
  return frame
}
