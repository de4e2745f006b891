import { Glyph } from '../parts/Glyph.tsx'
import { words } from '../words.ts'
import type { ScanSource } from './scanState.ts'
import css from './SourceButtons.module.css'
import { pictureIn } from './stillPicture.ts'

interface SourceButtonsProps {
  readonly sources: readonly ScanSource[]
  readonly current: ScanSource | undefined
  readonly size: 'small' | 'large'
  readonly onChoose: (source: Exclude<ScanSource, 'picture'>) => void
  readonly onPicture: (file: Blob) => void
}

/** One button for each place a picture can come from. */
export function SourceButtons(props: SourceButtonsProps) {
  const { sources, current, size, onChoose, onPicture } = props
  const label = size === 'large' ? words.scanner.sourceActions : words.scanner.sources
  return sources.map((source) =>
    source === 'picture' ? (
      <label key={source} className={css[size]} data-current={current === source}>
        <Glyph name={source} size={22} />
        {label[source]}
        <input
          className={css.file}
          type="file"
          accept="image/*"
          onChange={(event) => {
            const file = pictureIn(event.target.files)
            event.target.value = ''
            if (file) onPicture(file)
          }}
        />
      </label>
    ) : (
      <button
        key={source}
        type="button"
        className={css[size]}
        aria-pressed={size === 'small' ? current === source : undefined}
        onClick={() => onChoose(source)}
      >
        <Glyph name={source} size={22} />
        {label[source]}
      </button>
    ),
  )
}
