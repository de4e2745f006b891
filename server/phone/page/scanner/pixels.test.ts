import { describe, expect, it } from 'vitest'
import { type Pixels, resize, smooth } from './pixels.ts'

function grey(width: number, ...values: number[]): Pixels {
  return {
    width,
    height: values.length / width,
    data: Uint8ClampedArray.from(values.flatMap((value) => [value, value, value, 255])),
  }
}

describe('resize', () => {
  const colours: Pixels = {
    width: 2,
    height: 2,
    data: Uint8ClampedArray.from([
      0, 0, 0, 255, 200, 100, 50, 255, 100, 100, 0, 255, 100, 0, 50, 255,
    ]),
  }

  it('takes the mean of what a pixel covers', () => {
    expect(resize(colours, 0.5)).toEqual({
      width: 1,
      height: 1,
      data: Uint8ClampedArray.from([100, 50, 25, 255]),
    })
  })

  it('repeats pixels when it enlarges', () => {
    const large = resize(colours, 2)
    expect([large.width, large.height]).toEqual([4, 4])
    expect([...large.data.subarray(4, 12)]).toEqual([0, 0, 0, 255, 200, 100, 50, 255])
  })
})

describe('smooth', () => {
  it('spreads a point over its neighbours', () => {
    expect(smooth(grey(3, 0, 0, 0, 0, 90, 0, 0, 0, 0), 1)).toEqual(
      grey(3, 10, 10, 10, 10, 10, 10, 10, 10, 10),
    )
  })

  it('leaves an even surface as it is, edges included', () => {
    const even = grey(4, ...Array.from({ length: 12 }, () => 77))
    expect(smooth(even, 2)).toEqual(even)
  })

  it('repeats the edge beyond the picture', () => {
    expect(smooth(grey(3, 30, 0, 0), 1)).toEqual(grey(3, 20, 10, 0))
  })
})
