import css from './Skeleton.module.css'

interface SkeletonProps {
  readonly inlineSize: number | string
  readonly blockSize: number | string
}

/** A quiet placeholder that shows only when loading takes longer than a blink. */
export function Skeleton({ inlineSize, blockSize }: SkeletonProps) {
  return <span className={css.skeleton} style={{ inlineSize, blockSize }} aria-hidden="true" />
}
