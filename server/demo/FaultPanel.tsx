import { useState } from 'react'
import { Button } from '../phone/page/parts/Button.tsx'
import { Glyph } from '../phone/page/parts/Glyph.tsx'
import css from './FaultPanel.module.css'
import { FAULT_NAMES, type FaultName, type FaultOutcome, injectFault } from './faults.ts'
import { words } from './words.ts'

/** A small panel that makes things go wrong, to see how the companion takes it. */
export function FaultPanel() {
  const [news, setNews] = useState('')
  const inject = async (name: FaultName) => {
    setNews('')
    setNews(outcomeWords(name, await injectFault(name)))
  }
  return (
    <details className={css.panel}>
      <summary>
        <Glyph name="warn" size={18} />
        {words.faults.heading}
      </summary>
      <div className={css.body}>
        <div>
          <p className={css.lead}>{words.faults.lead}</p>
          <div className={css.buttons}>
            {FAULT_NAMES.map((name) => (
              <Button
                key={name}
                look={name === 'clear' ? 'quiet' : 'plain'}
                shape="small"
                onClick={() => inject(name)}
              >
                {words.faults.names[name]}
              </Button>
            ))}
          </div>
          <p className={css.status} role="status">
            {news}
          </p>
        </div>
        <div className={css.side}>
          <h2>{words.faults.restartHeading}</h2>
          <p className={css.restart}>
            {words.faults.restart}
            <br />
            <code>{words.faults.freshCommand}</code>
          </p>
        </div>
      </div>
    </details>
  )
}

function outcomeWords(name: FaultName, outcome: FaultOutcome): string {
  switch (outcome) {
    case 'done':
      return words.faults.sent(words.faults.names[name])
    case 'no-connection':
      return words.faults.noConnection
    case 'failed':
      return words.faults.failed
    case 'unreachable':
      return words.faults.unreachable
  }
}
