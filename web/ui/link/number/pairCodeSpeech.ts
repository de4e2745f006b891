import type { PairCodeView } from '../../../bridge/contract.ts'
import { endsAtMs } from '../../../state/selectors.ts'
import { pairCodeWords as words } from '../../words/pairCodeWords.ts'
import { spelled } from './customCode.ts'

/**
 * What a screen reader is told when the code's view changes: each code once, letter by letter, and a
 * changed one as changed, but not that it is being changed. Failures are alerts of their own.
 *
 * @param before the code that this window was told of last, if any
 */
export function speechOf(view: PairCodeView | undefined, before: string | undefined): string {
  switch (view?.at) {
    case 'requesting':
      return before === undefined ? words.spoken.making : ''
    case 'showing':
      return before === undefined || before === view.code
        ? words.spoken.code(spelled(view.code), endsAtMs(view.lifeMs, view.rate, 0))
        : words.spoken.renewed(spelled(view.code))
    case 'finishing':
      return words.spoken.finishing
    case 'failed':
    case undefined:
      return ''
  }
}
