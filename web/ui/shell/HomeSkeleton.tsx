import { Skeleton } from '../parts/Skeleton.tsx'
import { VisuallyHidden } from '../parts/VisuallyHidden.tsx'
import { words } from '../words/words.ts'
import css from './HomeSkeleton.module.css'

interface HomeSkeletonProps {
  /** Nobody knows yet whether this will be a linked window: wait longer before guessing so. */
  readonly unsure?: boolean
}

/** Stands in while storage opens or the next part of the program loads; invisible when that is quick. */
export function HomeSkeleton({ unsure = false }: HomeSkeletonProps) {
  return (
    <div className={unsure ? css.unsure : css.page}>
      <h1>
        <VisuallyHidden>{words.product}</VisuallyHidden>
      </h1>
      <div className={css.person}>
        <Skeleton inlineSize={88} blockSize={88} round />
        <div className={css.lines}>
          <Skeleton inlineSize={220} blockSize={28} />
          <Skeleton inlineSize={140} blockSize={16} />
        </div>
      </div>
      <Skeleton inlineSize="100%" blockSize={220} />
    </div>
  )
}
