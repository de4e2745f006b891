import css from './Avatar.module.css'
import { initialsOf } from './initials.ts'
import { usePicture } from './usePicture.ts'

interface AvatarProps {
  /** JPEG bytes. */
  readonly picture: Uint8Array | undefined
  readonly name: string | undefined
  readonly label: string
  readonly size: number
}

/** A person's picture, or the initials of their name. */
export function Avatar({ picture, name, label, size }: AvatarProps) {
  const image = usePicture(picture)
  const style = { inlineSize: size, blockSize: size, fontSize: size * 0.36 }
  if (picture !== undefined && picture.length > 0) {
    return <img className={css.avatar} ref={image} alt={label} style={style} draggable={false} />
  }
  return (
    <span className={css.avatar} style={style} aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}
