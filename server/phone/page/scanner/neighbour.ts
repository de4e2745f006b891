import { sendCamera } from './cameraMessage.ts'
import {
  type Box,
  type CameraPose,
  cameraTransform,
  heldPose,
  poseBetween,
  startPose,
  TRAVEL_MS,
} from './cameraPath.ts'
import { type LivePicture, pixelsOf } from './livePicture.ts'

/** The demo gives the companion's frame this name. */
export const COMPANION_FRAME = 'companion'

/** A canvas narrower than this is no code but an ornament. */
const SMALLEST_CODE_PX = 80

/** The companion's frame beside this one, when both are in the same page of the same origin. */
export function findNeighbour(): Window | undefined {
  if (window.parent === window) return undefined
  for (let at = 0; at < window.parent.length; at++) {
    const frame = window.parent[at]
    if (frame && frame !== window && isCompanion(frame)) return frame
  }
  return undefined
}

function isCompanion(frame: Window): boolean {
  try {
    return frame.name === COMPANION_FRAME && frame.document.body !== null
  } catch (error) {
    if (error instanceof DOMException) return false
    throw error
  }
}

/**
 * A camera that is moved over the neighbouring page: it draws that page's canvases onto the
 * viewfinder, turned and scaled as a hand would hold it. The scanner then reads the viewfinder's
 * own pixels. Of the neighbour only boxes, colours and canvas pixels are used, never its text.
 */
export function openNeighbour(neighbour: Window, still: boolean): LivePicture {
  const openedAtMs = performance.now()
  let lastPose = startPose(pageBox(neighbour), phoneSide())
  /** Where and when the camera set out for the code it sees now. */
  let journey: { readonly from: CameraPose; readonly startMs: number } | undefined
  let arrived = false

  function aim(code: Box | undefined, nowMs: number): CameraPose {
    if (!code) {
      journey = undefined
      arrived = false
      return wander(pageBox(neighbour), nowMs - openedAtMs, still)
    }
    journey ??= { from: lastPose, startMs: nowMs }
    const share = still ? 1 : (nowMs - journey.startMs) / TRAVEL_MS
    arrived = share >= 1
    return poseBetween(journey.from, heldPose(code, nowMs - openedAtMs, still), share)
  }

  return {
    draw(view) {
      const canvases = visibleCanvases(neighbour.document)
      lastPose = aim(largestBox(canvases), performance.now())
      paint(view, neighbour, canvases, lastPose)
      sendCamera(lastPose)
    },
    grab: (view) => (arrived ? pixelsOf(view) : undefined),
    rest() {
      journey = undefined
      lastPose = startPose(pageBox(neighbour), phoneSide())
      sendCamera(null)
    },
    stop: () => sendCamera(null),
  }
}

/** Without a code in sight the camera looks about in the middle of the page. */
function wander(page: Box, elapsedMs: number, still: boolean): CameraPose {
  const angle = still ? 0 : elapsedMs / 1400
  return {
    x: page.width * (0.5 + 0.08 * Math.sin(angle)),
    y: page.height * (0.45 + 0.05 * Math.cos(angle * 0.8)),
    width: Math.min(page.width, 460),
    radians: 0.04 * Math.sin(angle * 0.6),
  }
}

function phoneSide(): 'left' | 'right' {
  const own = window.frameElement?.getBoundingClientRect()
  const page = window.parent.document.documentElement.clientWidth
  return own && own.x + own.width / 2 > page / 2 ? 'right' : 'left'
}

function pageBox(neighbour: Window): Box {
  return { x: 0, y: 0, width: neighbour.innerWidth, height: neighbour.innerHeight }
}

function visibleCanvases(page: Document): HTMLCanvasElement[] {
  return [...page.querySelectorAll('canvas')].filter((canvas) => {
    const { width, height } = canvas.getBoundingClientRect()
    return width >= SMALLEST_CODE_PX && height >= SMALLEST_CODE_PX
  })
}

function largestBox(canvases: readonly HTMLCanvasElement[]): Box | undefined {
  const boxes = canvases.map((canvas) => canvas.getBoundingClientRect())
  return boxes.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]
}

function paint(
  view: CanvasRenderingContext2D,
  neighbour: Window,
  canvases: readonly HTMLCanvasElement[],
  pose: CameraPose,
): void {
  const { width, height } = view.canvas
  const { a, b, c, d, e, f } = cameraTransform(pose, width, height)
  const painted = new Set<Element>()
  view.resetTransform()
  paintGround(view, neighbour)
  view.setTransform(a, b, c, d, e, f)
  view.imageSmoothingEnabled = true
  view.imageSmoothingQuality = 'high'
  for (const canvas of canvases) {
    for (const box of ancestorsOf(canvas)) {
      if (!painted.has(box)) paintBox(view, neighbour, box)
      painted.add(box)
    }
    paintCanvas(view, neighbour, canvas)
  }
}

/** The page's own colour, beyond its edges too. */
function paintGround(view: CanvasRenderingContext2D, neighbour: Window): void {
  const { documentElement, body } = neighbour.document
  for (const element of [documentElement, body]) {
    view.fillStyle = neighbour.getComputedStyle(element).backgroundColor
    view.fillRect(0, 0, view.canvas.width, view.canvas.height)
  }
}

/** From the outermost below the body to the canvas's parent. */
function ancestorsOf(canvas: Element): Element[] {
  const ancestors: Element[] = []
  const body = canvas.ownerDocument.body
  for (let at = canvas.parentElement; at && at !== body; at = at.parentElement) ancestors.push(at)
  return ancestors.reverse()
}

function paintBox(view: CanvasRenderingContext2D, neighbour: Window, element: Element): void {
  const { backgroundColor, borderTopLeftRadius } = neighbour.getComputedStyle(element)
  const { x, y, width, height } = element.getBoundingClientRect()
  view.fillStyle = backgroundColor
  view.beginPath()
  view.roundRect(x, y, width, height, Number.parseFloat(borderTopLeftRadius) || 0)
  view.fill()
}

/** The canvas as it is seen: faded, blurred or covered drawings are no sharper for the camera. */
function paintCanvas(
  view: CanvasRenderingContext2D,
  neighbour: Window,
  canvas: HTMLCanvasElement,
): void {
  const { x, y, width, height } = canvas.getBoundingClientRect()
  if (canvas.width === 0 || canvas.height === 0) return
  view.globalAlpha = [canvas, ...ancestorsOf(canvas)].reduce(
    (alpha, element) => alpha * Number(neighbour.getComputedStyle(element).opacity),
    1,
  )
  view.drawImage(canvas, x, y, width, height)
  view.globalAlpha = 1
}
