import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const tokens = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')

function colours(css: string): ReadonlyMap<string, string> {
  const found = css.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)
  return new Map([...found].map(([, name = '', value = '']) => [name, value]))
}

const dark = tokens.slice(tokens.indexOf('prefers-color-scheme: dark'))
const schemes = {
  light: colours(tokens.slice(0, tokens.length - dark.length)),
  dark: new Map([...colours(tokens), ...colours(dark)]),
}

/** Relative luminance and contrast ratio as in WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function ratio(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

/** Which colours carry words on which grounds: 4.5 to 1. */
const words: readonly (readonly [string, readonly string[]])[] = [
  ['ink', ['ground', 'surface', 'raised', 'mine', 'theirs', 'warn-wash', 'bad-wash']],
  ['muted', ['ground', 'surface', 'raised', 'mine', 'theirs']],
  ['accent', ['ground', 'surface', 'raised', 'accent-wash', 'mine', 'theirs']],
  ...Array.from('abcdefgh').map(
    (letter) => [`person-${letter}`, ['ground', 'theirs', 'mine', 'raised']] as const,
  ),
  ['accent-ink', ['accent', 'accent-strong']],
  ['good', ['ground', 'surface', 'good-wash']],
  ['warn', ['ground', 'surface', 'warn-wash']],
  ['bad', ['ground', 'surface', 'bad-wash']],
]

/** What must be seen but not read, such as the edge of a control: 3 to 1. */
const shapes: readonly (readonly [string, readonly string[]])[] = [
  ['control-line', ['ground', 'surface', 'raised', 'warn-wash']],
  ['focus', ['ground', 'surface', 'raised']],
  ['accent', ['ground', 'surface']],
  ['code-ink', ['code-paper']],
]

const pairs = (list: typeof words, least: number) =>
  list.flatMap(([front, grounds]) => grounds.map((ground) => [front, ground, least] as const))

describe.each(['light', 'dark'] as const)('colours, %s', (scheme) => {
  it.each([...pairs(words, 4.5), ...pairs(shapes, 3)])('%s on %s: %d', (front, ground, least) => {
    const [one, other] = [schemes[scheme].get(front), schemes[scheme].get(ground)]
    if (one === undefined || other === undefined) throw new Error('no such token')
    expect(ratio(one, other)).toBeGreaterThanOrEqual(least)
  })
})

it('the dark scheme changes every colour but those of the code', () => {
  const kept = [...schemes.light.keys()].filter((name) => !colours(dark).has(name))
  expect(kept).toEqual(['code-paper', 'code-ink'])
})
