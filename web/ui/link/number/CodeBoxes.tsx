import { pairCodeWords as words } from '../../words/pairCodeWords.ts'
import css from './CodeBoxes.module.css'
import { codeLength, groupsOf, spelled } from './customCode.ts'

const places = Array.from({ length: codeLength / 2 }, (_, place) => place)

/**
 * Two groups of four boxes, left to right in every language. They are one picture to a screen reader,
 * which reads it letter by letter. Without a code they are empty.
 */
export function CodeBoxes({ code }: { readonly code: string | undefined }) {
  const label = code === undefined ? words.code.making : words.code.label(spelled(code))
  return (
    <div className={css.code} dir="ltr" role="img" aria-label={label} key={code}>
      {groupsOf(code ?? '').map((group, at) => (
        <span className={css.group} key={at === 0 ? 'first' : 'second'}>
          {places.map((place) => (
            <span className={code === undefined ? css.empty : css.box} key={place}>
              {group[place]}
            </span>
          ))}
        </span>
      ))}
    </div>
  )
}
