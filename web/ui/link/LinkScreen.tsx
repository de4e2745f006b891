import { useState } from 'react'
import { Arrival } from '../parts/arrival.ts'
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
  const arrived = useHasChanged(stageKey(stage))
  return (
    <div className={css.screen}>
      <div className={css.intro}>
        <h1 className={css.title}>{words.link.title}</h1>
        <p className={css.lead}>{words.link.lead}</p>
      </div>
      <div className={css.stage}>
        <Arrival value={arrived}>
          <CodeStage stage={stage} linkAtMs={state.linkAtMs} />
        </Arrival>
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

/** Whether the stage is another one than the page opened with, or once was. */
function useHasChanged(key: string): boolean {
  const [first] = useState(key)
  const [changed, setChanged] = useState(false)
  if (!changed && key !== first) setChanged(true)
  return changed
}
