import type { SeededRandom } from './seeded.ts'

/** A node of a stanza, as `wire/node` has it. */
export interface SpoilableNode {
  readonly tag: string
  readonly attrs: Readonly<Record<string, string>>
  readonly content?: Uint8Array | readonly SpoilableNode[]
}

/** Texts that an attribute may hold and that somebody must look at. */
const TELLING_TEXTS: readonly string[] = [
  '',
  '\u{1f600}',
  ...(
    '0 -1 1.5 1e9 007 255 256 9007199254740993 true block retry constructor ' +
    's.whatsapp.net g.us lid @lid 1@lid 1:3@lid 1:300@lid 1:0@lid 15550001111.0:3@s.whatsapp.net ' +
    '1:99@hosted 1:99@hosted.lid 1@g.us x@y status@broadcast 1@broadcast 1@newsletter 1@bot'
  ).split(' '),
]

/** Changes a stanza in one to three places. The given one stays as it is. */
export function spoilNode(valid: SpoilableNode, rng: SeededRandom): SpoilableNode {
  let spoiled = valid
  for (let rounds = 1 + rng.int(3); rounds > 0; rounds--) spoiled = spoilOnce(spoiled, rng)
  return spoiled
}

/** Either here or in one of the children, so that every depth gets its share. */
function spoilOnce(node: SpoilableNode, rng: SeededRandom): SpoilableNode {
  const inner = childrenOf(node)
  if (inner.length > 0 && rng.int(3) > 0) {
    const at = rng.int(inner.length)
    const content = inner.map((child, index) => (index === at ? spoilOnce(child, rng) : child))
    return { ...node, content }
  }
  return rng.int(2) === 0 ? spoilAttribute(node, rng) : spoilContent(node, rng)
}

function spoilAttribute(node: SpoilableNode, rng: SeededRandom): SpoilableNode {
  const names = Object.keys(node.attrs)
  const name = names[rng.int(names.length)]
  if (name === undefined) return { ...node, attrs: { novelty: 'x' } }
  const { [name]: value = '', ...others } = node.attrs
  const text = TELLING_TEXTS[rng.int(TELLING_TEXTS.length)] ?? ''
  switch (rng.int(4)) {
    case 0:
      return { ...node, attrs: others }
    case 1:
      return { ...node, attrs: { ...others, [name]: value + text } }
    default:
      return { ...node, attrs: { ...others, [name]: text } }
  }
}

function spoilContent(node: SpoilableNode, rng: SeededRandom): SpoilableNode {
  const inner = childrenOf(node)
  const { tag, attrs } = node
  const at = rng.int(inner.length)
  switch (rng.int(5)) {
    case 0:
      return { tag, attrs }
    case 1:
      return { tag, attrs, content: rng.bytes(rng.int(70)) }
    case 2:
      return { tag, attrs, content: inner.filter((_, index) => index !== at) }
    case 3:
      return { tag, attrs, content: [...inner, ...inner.slice(at, at + 1)] }
    default:
      return { tag, attrs, content: [...inner, { tag: 'novelty', attrs: {} }] }
  }
}

function childrenOf({ content }: SpoilableNode): readonly SpoilableNode[] {
  return content === undefined || content instanceof Uint8Array ? [] : content
}
