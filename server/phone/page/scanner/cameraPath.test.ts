import { describe, expect, it } from 'vitest'
import {
  type CameraPose,
  cameraTransform,
  type CanvasTransform,
  heldPose,
  poseBetween,
  startPose,
  VIEW_ASPECT,
} from './cameraPath.ts'

const code = { x: 300, y: 200, width: 280, height: 280 }
const page = { x: 0, y: 0, width: 900, height: 700 }

function apply({ a, b, c, d, e, f }: CanvasTransform, x: number, y: number): [number, number] {
  return [a * x + c * y + e, b * x + d * y + f]
}

describe('cameraTransform', () => {
  const pose: CameraPose = { x: 440, y: 340, width: 400, radians: 0.3 }

  it('puts the centre of the view in the middle of the picture', () => {
    const [x, y] = apply(cameraTransform(pose, 480, 640), 440, 340)
    expect(x).toBeCloseTo(240)
    expect(y).toBeCloseTo(320)
  })

  it('puts a point at the edge of the turned view at the edge of the picture', () => {
    const atEdge = [440 + 200 * Math.cos(0.3), 340 + 200 * Math.sin(0.3)] as const
    const [x, y] = apply(cameraTransform(pose, 480, 640), ...atEdge)
    expect(x).toBeCloseTo(480)
    expect(y).toBeCloseTo(320)
  })

  it('keeps angles and enlarges evenly', () => {
    const { a, b, c, d } = cameraTransform(pose, 480, 640)
    expect(a * c + b * d).toBeCloseTo(0)
    expect(Math.hypot(a, b)).toBeCloseTo(480 / 400)
    expect(Math.hypot(c, d)).toBeCloseTo(480 / 400)
  })
})

describe('heldPose', () => {
  it.each([0, 700, 1300, 2600, 5100, 60_000])('has the whole code in view after %i ms', (ms) => {
    const transform = cameraTransform(heldPose(code, ms, false), 480, 480 * VIEW_ASPECT)
    for (const [x, y] of [
      [code.x, code.y],
      [code.x + code.width, code.y],
      [code.x, code.y + code.height],
      [code.x + code.width, code.y + code.height],
    ] as const) {
      const [seenX, seenY] = apply(transform, x, y)
      expect(seenX).toBeGreaterThan(20)
      expect(seenX).toBeLessThan(460)
      expect(seenY).toBeGreaterThan(20)
      expect(seenY).toBeLessThan(620)
    }
  })

  it('moves a little, and not at all when motion is unwelcome', () => {
    expect(heldPose(code, 0, false)).not.toEqual(heldPose(code, 900, false))
    expect(heldPose(code, 0, true)).toEqual(heldPose(code, 900, true))
  })
})

describe('the way', () => {
  it('starts beside the phone', () => {
    expect(startPose(page, 'left').x).toBeLessThan(page.width / 3)
    expect(startPose(page, 'right').x).toBeGreaterThan((page.width * 2) / 3)
  })

  it('goes from start to end and stays there', () => {
    const from = startPose(page, 'left')
    const to = heldPose(code, 0, false)
    expect(poseBetween(from, to, 0)).toEqual(from)
    for (const share of [1, 1.5]) {
      const end = poseBetween(from, to, share)
      for (const part of ['x', 'y', 'width', 'radians'] as const) {
        expect(end[part]).toBeCloseTo(to[part])
      }
    }
    expect(poseBetween(from, to, 0.5).x).toBeCloseTo((from.x + to.x) / 2)
  })

  it('never turns back', () => {
    const from = startPose(page, 'left')
    const to = heldPose(code, 0, false)
    const steps = Array.from({ length: 21 }, (_, step) => poseBetween(from, to, step / 20).x)
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
  })
})
