import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Shows picture bytes in the image that takes the returned ref, by a `blob:` address that is revoked
 * when the bytes change or the view goes, so that no picture outlives its view.
 */
export function usePicture(picture: Uint8Array | undefined): RefObject<HTMLImageElement | null> {
  const image = useRef<HTMLImageElement>(null)
  useLayoutEffect(() => {
    if (image.current === null || picture === undefined) return undefined
    const blob = new Blob([picture.slice()], { type: 'image/jpeg' })
    const address = URL.createObjectURL(blob)
    image.current.src = address
    return () => URL.revokeObjectURL(address)
  }, [picture])
  return image
}
