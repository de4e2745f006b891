import { type RefObject, useLayoutEffect, useState } from 'react'

/** Size of an element's border box in CSS pixels, kept up to date; `undefined` until it is laid out. */
export function useBoxSize(
  node: RefObject<HTMLElement | null>,
): { readonly widthPx: number; readonly heightPx: number } | undefined {
  const [size, setSize] = useState<{ widthPx: number; heightPx: number }>()
  useLayoutEffect(() => {
    const element = node.current
    if (element === null) return undefined
    const measure = () => {
      setSize({ widthPx: element.offsetWidth, heightPx: element.offsetHeight })
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [node])
  return size
}
