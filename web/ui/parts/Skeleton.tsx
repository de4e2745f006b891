import css from './Skeleton.module.css'

interface SkeletonProps {
  readonly inlineSize: number | string
  readonly blockSize: number | string
  readonly round?: boolean
}

/** A quiet placeholder that shows only when loading takes longer than a blink. */
export function Skeleton({ inlineSize, blockSize, round = false }: SkeletonProps) {
  const shape = round ? css.round : css.skeleton
  return <span className={shape} style={{ inlineSize, blockSize }} aria-hidden="true" />
}
