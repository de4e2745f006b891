import { useEffect, useState } from 'react'
import type { ChatRowView } from '../../bridge/chatViews.ts'
import { picturesOf } from '../../state/pictures.ts'
import { Drawing } from '../parts/Drawing.tsx'
import { initialsOf } from '../parts/initials.ts'
import { usePicture } from '../parts/usePicture.ts'
import { useWindow } from '../parts/window.ts'
import css from './ChatPicture.module.css'

interface ChatPictureProps {
  readonly of: Pick<ChatRowView, 'name' | 'nameSource' | 'picture'>
  readonly kind: ChatRowView['kind']
  /** Decides the colour of the initials. */
  readonly id: number
  readonly size: number
  readonly large?: boolean
}

const colours = 'abcdefgh'
const personLines =
  'M10 10.2a3.1 3.1 0 1 0 0-6.2 3.1 3.1 0 0 0 0 6.2z M4 16.5c.7-2.7 3-4 6-4s5.3 1.3 6 4'
const groupLines =
  'M7.5 10a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2z M2.5 15.5c.5-2.3 2.4-3.4 5-3.4s4.5 1.1 5 3.4 M13 5.2a2.4 2.4 0 0 1 0 4.5 M14.8 12.4c1.5.4 2.5 1.4 2.8 3.1'

/** Somebody's picture, or their initials in a colour that stays with them. Beside their name. */
export function ChatPicture({ of, kind, id, size, large = false }: ChatPictureProps) {
  const bytes = usePictureBytes(of.picture, large)
  const image = usePicture(bytes)
  const style = { inlineSize: size, blockSize: size, fontSize: size * 0.36 }
  if (bytes !== undefined && bytes.length > 0) {
    return <img className={css.picture} ref={image} alt="" style={style} draggable={false} />
  }
  const initials = of.nameSource === 'number' ? '' : initialsOf(of.name)
  const colour = `var(--person-${colours[id % colours.length]})`
  return (
    <span className={css.picture} style={{ ...style, color: colour }} aria-hidden="true">
      {initials === '' ? (
        <Drawing lines={kind === 'group' ? groupLines : personLines} size={size * 0.5} />
      ) : (
        initials
      )}
    </span>
  )
}

/** The bytes of a picture by its id: at once where they are here, else when they have come. */
function usePictureBytes(picture: string | undefined, large: boolean): Uint8Array | undefined {
  const { mirror, actions } = useWindow()
  const pictures = picturesOf(mirror, actions)
  const [, draw] = useState(0)
  const here = picture === undefined ? undefined : pictures.get(picture, large)
  // The small one stands in while the large one comes.
  const meanwhile = large && picture !== undefined ? pictures.get(picture, false) : undefined
  useEffect(() => {
    if (picture === undefined || here !== undefined) return undefined
    let over = false
    const fetch = async () => {
      await pictures.fetch(picture, large)
      if (!over) draw((count) => count + 1)
    }
    void fetch()
    return () => {
      over = true
    }
  }, [pictures, picture, large, here])
  return here ?? meanwhile
}
