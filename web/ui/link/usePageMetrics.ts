import { useSyncExternalStore } from 'react'

/** Wider than this the page's width decides nothing here. */
const wideEnoughPx = 720

/** Device pixels per CSS pixel; changes with zoom and when the window moves to another screen. */
export function useDevicePixelRatio(): number {
  return useSyncExternalStore(subscribeToRatio, readRatio, () => 1)
}

/** CSS pixels that the page is wide, at most 720. */
export function usePageWidth(): number {
  return useSyncExternalStore(subscribeToResize, readWidth, () => wideEnoughPx)
}

function readRatio(): number {
  return window.devicePixelRatio || 1
}

function readWidth(): number {
  return Math.min(wideEnoughPx, document.documentElement.clientWidth)
}

function subscribeToResize(listener: () => void): () => void {
  window.addEventListener('resize', listener)
  return () => window.removeEventListener('resize', listener)
}

/** The query names the present ratio, so it must be asked anew after each change. */
function subscribeToRatio(listener: () => void): () => void {
  let query: MediaQueryList
  const watch = () => {
    query = window.matchMedia(`(resolution: ${readRatio()}dppx)`)
    query.addEventListener('change', changed)
  }
  const changed = () => {
    query.removeEventListener('change', changed)
    watch()
    listener()
  }
  watch()
  return () => query.removeEventListener('change', changed)
}
