import type { CameraPose } from './cameraPath.ts'

/**
 * What the phone tells the demo page around it: where its camera is over the companion's page, so
 * that the demo can show the camera there. `null`: the camera is put away. Nothing comes back.
 */
export interface CameraMessage {
  readonly type: 'moonlet-camera'
  readonly pose: CameraPose | null
}

/** Tells the page around this one, if there is one of the same origin. */
export function sendCamera(pose: CameraPose | null): void {
  if (window.parent === window) return
  const message: CameraMessage = { type: 'moonlet-camera', pose }
  window.parent.postMessage(message, location.origin)
}

export function isCameraMessage(data: unknown): data is CameraMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    (data as { readonly type?: unknown }).type === 'moonlet-camera'
  )
}
