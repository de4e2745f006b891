import { readdirSync, readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url)
const sources = ['web/ui/', 'server/phone/page/', 'server/demo/'].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => `${folder}${name}`)
    .sort(),
)

/** Attributes whose text a person sees or hears. */
const spoken = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'label',
  'placeholder',
  'title',
  'body',
  'description',
  'caption',
])

interface Tree {
  readonly type: string
  readonly [field: string]: unknown
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && 'type' in value
}

function branches(tree: Tree): readonly Tree[] {
  return Object.values(tree).flatMap((value) =>
    Array.isArray(value) ? value.filter(isTree) : isTree(value) ? [value] : [],
  )
}

/** The texts with a letter in them that an expression can come to, not looking into calls and JSX. */
function texts(tree: Tree): readonly string[] {
  if (tree.type === 'Literal' || tree.type === 'JSXText') {
    return typeof tree['value'] === 'string' && /\p{L}/u.test(tree['value']) ? [tree['value']] : []
  }
  if (tree.type === 'TemplateElement') {
    const { cooked } = tree['value'] as { cooked: string }
    return /\p{L}/u.test(cooked) ? [cooked] : []
  }
  if (tree.type === 'ConditionalExpression') {
    return [tree['consequent'], tree['alternate']].filter(isTree).flatMap(texts)
  }
  if (tree.type === 'LogicalExpression') return isTree(tree['right']) ? texts(tree['right']) : []
  const transparent = ['JSXExpressionContainer', 'TemplateLiteral', 'ParenthesizedExpression']
  return transparent.includes(tree.type) ? branches(tree).flatMap(texts) : []
}

/** Every literal text that would be shown or spoken. */
function literals(tree: Tree): readonly string[] {
  const inside = branches(tree).flatMap(literals)
  if (tree.type === 'JSXElement' || tree.type === 'JSXFragment') {
    const children = (tree['children'] as readonly Tree[]).flatMap(texts)
    return [...children, ...inside]
  }
  if (tree.type === 'JSXAttribute' && isTree(tree['value'])) {
    const { name } = tree['name'] as unknown as { name: string }
    return spoken.has(name) ? [...texts(tree['value']), ...inside] : inside
  }
  return inside
}

function literalsOf(source: string): readonly string[] {
  const { program, errors } = parseSync('source.tsx', source)
  if (errors.length > 0) throw new Error('does not parse')
  return literals(program as unknown as Tree)
}

describe('components', () => {
  it.each(sources)('%s takes every word from the catalogue', (name) => {
    expect(literalsOf(readFileSync(new URL(name, root), 'utf8'))).toEqual([])
  })

  it('would notice a literal in an attribute or a child, in whatever clothes', () => {
    const bad = `const a = <p title="one" aria-label={b ? 'two' : words.x} role="img">
      {b && 'three'} {\`four \${n}\`} five <img alt={\`six\`} className="c" /></p>`
    expect(literalsOf(bad).map((text) => text.trim())).toEqual([
      'three',
      'four',
      'five',
      'one',
      'two',
      'six',
    ])
    expect(
      literalsOf(`const a = <p className="x" role="img">{words.a('k')} · {b === 'x'}</p>`),
    ).toEqual([])
  })
})
