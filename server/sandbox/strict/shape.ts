import { bytesOf, children, type WireNode } from '../../../web/wire/node/node.ts'

/** What an attribute may hold. */
export interface AttrRule {
  readonly optional?: true
  readonly allows: (value: string) => boolean
}

/** How often a child stands in its parent. */
export interface ChildRule {
  readonly shape: Shape
  readonly min: number
  readonly max: number
}

/** Everything that a node of one tag may carry. What is not listed here is a deviation. */
export interface Shape {
  readonly tag: string
  readonly attrs?: Readonly<Record<string, AttrRule>>
  /** Length limits of byte content. */
  readonly bytes?: { readonly min: number; readonly max: number }
  readonly children?: readonly ChildRule[]
}

/** The kinds of deviation. `foreign-*` is something extra, the rest something wrong or missing. */
export type ShapeRule =
  | 'foreign-attribute'
  | 'missing-attribute'
  | 'bad-attribute'
  | 'foreign-child'
  | 'missing-child'
  | 'too-many-children'
  | 'foreign-content'
  | 'bad-content'

/** One way in which a node differs from its shape. */
export interface ShapeDeviation {
  readonly rule: ShapeRule
  /** Where, as tags and names; never a value. */
  readonly detail: string
}

/** Compares a node, with all it holds, to a shape. The tag itself is the caller's business. */
export function shapeDeviations(node: WireNode, shape: Shape, path = shape.tag): ShapeDeviation[] {
  return [
    ...attrDeviations(node, shape.attrs ?? {}, path),
    ...contentDeviations(node, shape, path),
    ...childDeviations(node, shape.children ?? [], path),
  ]
}

function attrDeviations(
  node: WireNode,
  rules: Readonly<Record<string, AttrRule>>,
  path: string,
): ShapeDeviation[] {
  const found: ShapeDeviation[] = []
  for (const [name, value] of Object.entries(node.attrs)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) found.push({ rule: 'foreign-attribute', detail: `${path}@${name}` })
    else if (!rule.allows(value)) found.push({ rule: 'bad-attribute', detail: `${path}@${name}` })
  }
  for (const [name, rule] of Object.entries(rules)) {
    if (rule.optional !== true && !Object.hasOwn(node.attrs, name)) {
      found.push({ rule: 'missing-attribute', detail: `${path}@${name}` })
    }
  }
  return found
}

function contentDeviations(node: WireNode, shape: Shape, path: string): ShapeDeviation[] {
  const length = bytesOf(node).length
  if (shape.bytes === undefined) {
    return length > 0 ? [{ rule: 'foreign-content', detail: path }] : []
  }
  return length < shape.bytes.min || length > shape.bytes.max
    ? [{ rule: 'bad-content', detail: `${path} has ${length} bytes` }]
    : []
}

function childDeviations(
  node: WireNode,
  rules: readonly ChildRule[],
  path: string,
): ShapeDeviation[] {
  const found: ShapeDeviation[] = []
  const counts = new Map<string, number>()
  for (const inner of children(node)) {
    const rule = rules.find((candidate) => candidate.shape.tag === inner.tag)
    const innerPath = `${path}/${inner.tag}`
    if (rule === undefined) {
      found.push({ rule: 'foreign-child', detail: innerPath })
      continue
    }
    counts.set(inner.tag, (counts.get(inner.tag) ?? 0) + 1)
    found.push(...shapeDeviations(inner, rule.shape, innerPath))
  }
  for (const { shape, min, max } of rules) {
    const count = counts.get(shape.tag) ?? 0
    const detail = `${path}/${shape.tag}`
    if (count < min) found.push({ rule: 'missing-child', detail })
    if (count > max) found.push({ rule: 'too-many-children', detail })
  }
  return found
}

/** An attribute that must hold exactly this text. */
export const exactly = (text: string): AttrRule => ({ allows: (value) => value === text })

/** An attribute that must hold one of these texts. */
export const oneOf = (...texts: readonly string[]): AttrRule => ({
  allows: (value) => texts.includes(value),
})

/** An attribute that must match a pattern (anchor it). */
export const matching = (pattern: RegExp): AttrRule => ({ allows: (value) => pattern.test(value) })

/** An attribute that must pass a check. */
export const passing = (allows: (value: string) => boolean): AttrRule => ({ allows })

/** The same rule for an attribute that may be left out. */
export const optional = (rule: AttrRule): AttrRule => ({ ...rule, optional: true })

/** A child that stands there exactly once. */
export const one = (shape: Shape): ChildRule => ({ shape, min: 1, max: 1 })

/** A child that may stand there once. */
export const maybe = (shape: Shape): ChildRule => ({ shape, min: 0, max: 1 })

/** A child that stands there as often as said. */
export const many = (shape: Shape, min: number, max: number): ChildRule => ({ shape, min, max })

/** A node without attributes that holds exactly this many bytes. */
export const bytesNode = (tag: string, min: number, max = min): Shape => ({
  tag,
  bytes: { min, max },
})
