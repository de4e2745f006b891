/** A rectangle in CSS pixels of the companion's viewport. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where the camera looks: centre and width of its view in CSS pixels, turned clockwise. */
export interface CameraPose {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly radians: number
}

/** The six numbers of a canvas transform: x' = a x + c y + e, y' = b x + d y + f. */
export interface CanvasTransform {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
  readonly f: number
}

/** Height of the camera's view, as a multiple of its width. */
export const VIEW_ASPECT = 4 / 3

/** How long the camera takes to the code. */
export const TRAVEL_MS = 1500

/** The view is this much wider than the code, so that the code has room around it. */
const ROOM = 1.3
const START_TURN = -0.16
const HELD_TURN = 0.05
const SWAY_PERIOD_MS = 5200

/** Where the camera starts: at the edge of the page that is next to the phone, turned and wide. */
export function startPose(page: Box, phoneSide: 'left' | 'right'): CameraPose {
  const width = Math.min(page.width, 420)
  return {
    x: phoneSide === 'left' ? width * 0.25 : page.width - width * 0.25,
    y: page.height * 0.62,
    width,
    radians: phoneSide === 'left' ? START_TURN : -START_TURN,
  }
}

/** Where the camera ends: on the code, held by a human hand. `still` for reduced motion. */
export function heldPose(code: Box, elapsedMs: number, still: boolean): CameraPose {
  const angle = still ? 0 : (2 * Math.PI * elapsedMs) / SWAY_PERIOD_MS
  return {
    x: code.x + code.width / 2 + Math.sin(angle) * code.width * 0.02,
    y: code.y + code.height / 2 + Math.cos(angle * 1.3) * code.height * 0.015,
    width: code.width * (ROOM + 0.03 * Math.sin(angle * 0.7)),
    radians: HELD_TURN + 0.02 * Math.sin(angle * 0.9),
  }
}

/** A pose on the way, `share` from 0 (start) to 1 (end), slow at both ends. */
export function poseBetween(from: CameraPose, to: CameraPose, share: number): CameraPose {
  const eased = ease(Math.min(1, Math.max(0, share)))
  const between = (a: number, b: number): number => a + (b - a) * eased
  return {
    x: between(from.x, to.x),
    y: between(from.y, to.y),
    width: between(from.width, to.width),
    radians: between(from.radians, to.radians),
  }
}

function ease(share: number): number {
  return share * share * (3 - 2 * share)
}

/**
 * The transform that draws the page as the camera sees it: the centre of the view lands in the
 * middle of a canvas of `width` by `height` pixels, and what the camera is turned one way, the
 * picture is turned the other.
 */
export function cameraTransform(pose: CameraPose, width: number, height: number): CanvasTransform {
  const scale = width / pose.width
  const cos = Math.cos(-pose.radians) * scale
  const sin = Math.sin(-pose.radians) * scale
  return {
    a: cos,
    b: sin,
    c: -sin,
    d: cos,
    e: width / 2 - cos * pose.x + sin * pose.y,
    f: height / 2 - sin * pose.x - cos * pose.y,
  }
}
