import { Skeleton } from '../parts/Skeleton.tsx'
import css from './RowSkeleton.module.css'
import { rowRem } from './rowRange.ts'

/** The place of a row that is on its way. */
export function RowSkeleton() {
  return (
    <div className={css.row} style={{ blockSize: `${rowRem}rem` }}>
      <Skeleton inlineSize={48} blockSize={48} round />
      <span className={css.lines}>
        <Skeleton inlineSize="46%" blockSize={14} />
        <Skeleton inlineSize="78%" blockSize={12} />
      </span>
    </div>
  )
}
