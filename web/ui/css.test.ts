import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)

/** The style sheets below a folder, by their paths from the root. */
function sheetsIn(folder: string): readonly string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.css'))
    .map((name) => `${folder}${name}`)
    .sort()
}

const companion = sheetsIn('web/ui/')
const all = [...companion, ...sheetsIn('server/phone/page/'), ...sheetsIn('server/demo/')]

/** Properties that name a side or an axis of the screen instead of one of the text. */
const physical = [
  /^(margin|padding|scroll-margin|scroll-padding)-(top|right|bottom|left)$/,
  /^border-(top|right|bottom|left)(-|$)/,
  /^border-(top|bottom)-(left|right)-radius$/,
  /^(top|right|bottom|left|float|clear)$/,
  /^(min-|max-)?(width|height)$/,
  /^overflow-[xy]$/,
]

/** Values that do the same. `transform` is left to animation, along the block axis only. */
const physicalValues = [
  /^text-align:\s*(left|right)/,
  /^(transform|translate):.*translate(X|3d)?\(\s*-?[\d.]+(px|%|r?em)\s*,/i,
  /^transform:.*translateX/i,
]

interface Declaration {
  readonly property: string
  readonly text: string
}

/** Every declaration of a sheet. Media conditions such as `width >= 720px` are none. */
function declarations(css: string): readonly Declaration[] {
  const plain = css.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/@media[^{]*\{/g, '{')
  return [...plain.matchAll(/(?<=[{;]\s*)(--)?([a-z-]+)\s*:\s*[^;{}]+(?=[;}])/g)].map((found) => ({
    property: `${found[1] ?? ''}${found[2]}`,
    text: found[0],
  }))
}

function offences(css: string): readonly string[] {
  return declarations(css)
    .filter(
      ({ property, text }) =>
        physical.some((rule) => rule.test(property)) ||
        physicalValues.some((rule) => rule.test(text)),
    )
    .map(({ text }) => text)
}

describe('style sheets', () => {
  it.each(all)('%s knows no left and right', (name) => {
    expect(offences(readFileSync(new URL(name, root), 'utf8'))).toEqual([])
  })

  it.each(companion)('%s takes every colour from a token', (name) => {
    const css = readFileSync(new URL(name, root), 'utf8')
    const literal = css.match(/#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(/gi) ?? []
    expect(name === 'web/ui/parts/tokens.css' || literal.length === 0).toBe(true)
  })

  it('would notice', () => {
    const bad = `.a { color: red; margin-left: 4px } .b { width: 3px; text-align: left;
      border-top-left-radius: 2px } @media (width >= 720px) { .c { min-height: 1px; left: 0 } }`
    expect(offences(bad)).toHaveLength(6)
    expect(offences('@media (width >= 720px) { .a { inline-size: 1px; --width: 2px } }')).toEqual(
      [],
    )
  })
})
