import { type LivePicture, pixelsOf } from './livePicture.ts'
import type { SourceFault } from './scanState.ts'

/** Frames are read at this long side at most: a whole screen in full size takes too long. */
const LONGEST_SIDE = 1920

/** The live picture could not be had. */
export class SourceError extends Error {
  readonly fault: SourceFault

  constructor(fault: SourceFault) {
    super(`no live picture: ${fault}`)
    this.name = 'SourceError'
    this.fault = fault
  }
}

/** Asks for a screen, window or tab. Throws SourceError. `onEnd`: the person stopped sharing. */
export function openScreen(onEnd: () => void): Promise<LivePicture> {
  return open(
    () => navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 15 }, audio: false }),
    onEnd,
    'whole',
  )
}

/** Asks for a camera, the one on the back if there is one. Throws SourceError. */
export function openCamera(onEnd: () => void): Promise<LivePicture> {
  return open(
    () =>
      navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 960 } },
        audio: false,
      }),
    onEnd,
    'fill',
  )
}

async function open(
  ask: () => Promise<MediaStream>,
  onEnd: () => void,
  fit: 'whole' | 'fill',
): Promise<LivePicture> {
  const stream = await permitted(ask)
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.srcObject = stream
  for (const track of stream.getTracks()) track.addEventListener('ended', onEnd)
  await video.play()
  const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  if (!copy) throw new SourceError('missing')
  return {
    draw: (view) => drawFitted(view, video, fit),
    grab() {
      const { videoWidth, videoHeight } = video
      if (videoWidth === 0 || videoHeight === 0) return undefined
      const scale = Math.min(1, LONGEST_SIDE / Math.max(videoWidth, videoHeight))
      copy.canvas.width = Math.round(videoWidth * scale)
      copy.canvas.height = Math.round(videoHeight * scale)
      copy.drawImage(video, 0, 0, copy.canvas.width, copy.canvas.height)
      return pixelsOf(copy)
    },
    stop() {
      for (const track of stream.getTracks()) track.stop()
      video.srcObject = null
    },
  }
}

async function permitted(ask: () => Promise<MediaStream>): Promise<MediaStream> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof DOMException) {
      throw new SourceError(error.name === 'NotAllowedError' ? 'denied' : 'missing')
    }
    // Without a secure context, or in an old browser, there is nobody to ask.
    if (error instanceof TypeError) throw new SourceError('missing')
    throw error
  }
}

function drawFitted(
  view: CanvasRenderingContext2D,
  video: HTMLVideoElement,
  fit: 'whole' | 'fill',
): void {
  const { width, height } = view.canvas
  const { videoWidth, videoHeight } = video
  view.resetTransform()
  view.fillStyle = '#0b0c18'
  view.fillRect(0, 0, width, height)
  if (videoWidth === 0 || videoHeight === 0) return
  const scales = [width / videoWidth, height / videoHeight]
  const scale = fit === 'whole' ? Math.min(...scales) : Math.max(...scales)
  const [drawnWidth, drawnHeight] = [videoWidth * scale, videoHeight * scale]
  view.drawImage(
    video,
    (width - drawnWidth) / 2,
    (height - drawnHeight) / 2,
    drawnWidth,
    drawnHeight,
  )
}
