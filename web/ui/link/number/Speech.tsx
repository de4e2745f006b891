import { useState } from 'react'
import type { PairCodeView } from '../../../bridge/contract.ts'
import { LiveRegion } from '../../parts/LiveRegion.tsx'
import { pairCodeWords as words } from '../../words/pairCodeWords.ts'
import { speechOf } from './pairCodeSpeech.ts'

interface SpeechProps {
  readonly pairCode: PairCodeView | undefined
  /** The code that was copied last, if any. */
  readonly copied: string | undefined
}

interface Told {
  readonly view: PairCodeView | undefined
  /** The code that was spelled last, until the number is changed. */
  readonly code: string | undefined
  readonly text: string
}

/** Says each code once, and that it was copied. It is in the page before there is a code to say. */
export function Speech({ pairCode, copied }: SpeechProps) {
  const [told, setTold] = useState<Told>({ view: undefined, code: undefined, text: '' })
  if (told.view !== pairCode) setTold(tell(pairCode, told.code))
  const isCopied = pairCode?.at === 'showing' && pairCode.code === copied
  return <LiveRegion message={isCopied ? words.spoken.copied : told.text} />
}

function tell(view: PairCodeView | undefined, before: string | undefined): Told {
  const code = view?.at === 'showing' ? view.code : view && before
  return { view, code, text: speechOf(view, before) }
}
