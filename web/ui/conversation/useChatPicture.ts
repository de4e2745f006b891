import { useEffect, useState } from 'react'
import { useWindow } from '../parts/window.ts'

/** The bytes of a picture by its id, once they are there. */
export function useChatPicture(picture: string | undefined): Uint8Array | undefined {
  const { actions } = useWindow()
  const [fetched, setFetched] = useState<{ picture: string; bytes: Uint8Array | undefined }>()
  useEffect(() => {
    if (picture === undefined) return undefined
    let over = false
    const fetch = async () => {
      const result = await actions.ask({ ask: 'picture', picture, large: false })
      if (!over && result.ok) setFetched({ picture, bytes: result.answer.bytes })
    }
    void fetch()
    return () => {
      over = true
    }
  }, [actions, picture])
  return fetched?.picture === picture ? fetched?.bytes : undefined
}
