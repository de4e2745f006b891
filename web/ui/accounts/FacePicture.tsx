import { Avatar } from '../parts/Avatar.tsx'
import { lockDrawing } from '../parts/drawings.ts'
import { Drawing } from '../parts/Drawing.tsx'
import css from './FacePicture.module.css'
import type { ListedFace } from './useFaces.ts'

interface FacePictureProps {
  readonly face: ListedFace
  readonly size: number
}

const personLines =
  'M10 10.2a3.1 3.1 0 1 0 0-6.2 3.1 3.1 0 0 0 0 6.2z M4 16.5c.7-2.7 3-4 6-4s5.3 1.3 6 4'

/** The picture or the initials of an account that is open, and a drawing for every other one. */
export function FacePicture({ face, size }: FacePictureProps) {
  const { account, standing } = face
  if (account !== undefined) {
    return (
      <Avatar
        picture={account.picture}
        name={account.pushName ?? account.businessName}
        label=""
        size={size}
      />
    )
  }
  const side = { inlineSize: size, blockSize: size }
  return (
    <span className={css.noFace} style={side}>
      <Drawing lines={standing === 'locked' ? lockDrawing : personLines} />
    </span>
  )
}
