import { type RefObject, useEffect, useRef } from 'react'
import { isCameraMessage } from '../phone/page/scanner/cameraMessage.ts'
import { type CameraPose, VIEW_ASPECT } from '../phone/page/scanner/cameraPath.ts'
import css from './Camera.module.css'

interface CameraProps {
  readonly phone: RefObject<HTMLIFrameElement | null>
  readonly companion: RefObject<HTMLIFrameElement | null>
}

/** The frame of the phone's camera, moved over the companion as the phone says. */
export function Camera({ phone, companion }: CameraProps) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const onMessage = (event: MessageEvent<unknown>): void => {
      const isPhone = event.source === phone.current?.contentWindow
      if (!isPhone || event.origin !== location.origin || !isCameraMessage(event.data)) return
      if (!frame.current) return
      const comesOut = frame.current.dataset['away'] === 'true' && event.data.pose !== null
      if (comesOut) bringCodeIntoView(companion.current)
      place(frame.current, event.data.pose)
    }
    window.addEventListener('message', onMessage)
    return () => window.removeEventListener('message', onMessage)
  }, [phone, companion])
  return <div className={css.camera} data-away="true" ref={frame} aria-hidden="true" />
}

/** In a low window the code may lie below the fold, where the camera would be out of sight. */
function bringCodeIntoView(companion: HTMLIFrameElement | null): void {
  companion?.contentDocument?.querySelector('canvas')?.scrollIntoView({ block: 'nearest' })
}

/** Poses come with every frame of the viewfinder: they go straight to the element. */
function place(frame: HTMLElement, pose: CameraPose | null): void {
  frame.dataset['away'] = String(pose === null)
  if (!pose) return
  const { x, y, width, radians } = pose
  frame.style.width = `${width}px`
  frame.style.transform = `translate(${x - width / 2}px, ${y - (width * VIEW_ASPECT) / 2}px) rotate(${radians}rad)`
}
