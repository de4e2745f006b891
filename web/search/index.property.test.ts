import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareDocs, type DocKey } from './docTable.ts'
import { nextDoc } from './docSet.ts'
import { dropDocs } from './dropDocs.ts'
import { openBlock } from './dictionaryBlock.ts'
import { createMemoryIndex, type MemoryIndex } from './memoryIndex.ts'
import { mergeSegments } from './mergeSegments.ts'
import { marksOf, needlesOf } from './needles.ts'
import { NO_PAUSE } from './pace.ts'
import { createDocReader, findDocs } from './querySegment.ts'
import { termText } from './segmentHeader.ts'
import {
  authorTerm,
  factGroup,
  groupsOf,
  kindTerm,
  streamTerm,
  type TermGroup,
} from './termGroups.ts'
import { type Blocks, blocksOfImage, runAll, segmentOf } from './testSegments.ts'
import { texts, wishes } from './testTexts.ts'

interface Doc {
  readonly key: DocKey
  readonly text: string
  readonly author: 'me' | number
  readonly kind: string
}

const MOST = 64

/** The index as the engine keeps it, small: what is new in memory, the rest in segments. */
function createIndex() {
  let memory: MemoryIndex = createMemoryIndex(MOST, 7)
  const segments = new Map<number, Blocks>()
  let nextId = 1
  const put = (blocks: Blocks) => segments.set(nextId++, blocks)

  async function drop(keys: readonly DocKey[]): Promise<void> {
    memory.drop(keys)
    for (const [id, blocks] of segments) {
      const dropped = await dropDocs(segmentOf(blocks), keys, NO_PAUSE)
      if (dropped === undefined) continue
      for (const { block, bytes } of dropped.changed) blocks.set(block, bytes)
      for (const block of dropped.removed) blocks.delete(block)
      if (dropped.header.live === 0) segments.delete(id)
    }
  }

  return {
    segments,
    add({ key, text, author, kind }: Doc) {
      if (memory.docs() === MOST) this.flush()
      memory.add(key, [authorTerm(author), kindTerm(kind)], text)
    },
    drop,
    flush() {
      const image = runAll(memory.write())
      memory = createMemoryIndex(MOST, 7)
      if (image !== undefined) put(blocksOfImage(image))
    },
    async merge() {
      const ids = [...segments.keys()]
      if (ids.length < 2) return
      const all = [...segments.values()].map(segmentOf)
      const image = await mergeSegments(all, NO_PAUSE)
      for (const id of ids) segments.delete(id)
      if (image !== undefined) put(blocksOfImage(image))
    },
    async find(groups: readonly TermGroup[], after?: DocKey): Promise<DocKey[]> {
      const found = memory.find(groups)
      for (const blocks of segments.values()) {
        const segment = segmentOf(blocks)
        const set = await findDocs(segment, groups, NO_PAUSE)
        if (set === undefined) continue
        const reader = createDocReader(segment)
        const from = after === undefined ? 0 : await reader.firstAfter(after)
        for (let doc = nextDoc(set, from); doc >= 0; doc = nextDoc(set, doc + 1)) {
          found.push(await reader.keyOf(doc))
        }
      }
      return found
        .filter((key) => after === undefined || compareDocs(key, after) > 0)
        .toSorted(compareDocs)
    },
  }
}

const doc = fc.record({
  stream: fc.integer({ min: 1, max: 3 }),
  time: fc.integer({ min: 0, max: 20 }),
  text: texts(),
  author: fc.constantFrom<'me' | number>('me', 7, 8),
  kind: fc.constantFrom('text', 'image'),
})

const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ what: fc.constant('add' as const), doc }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('drop' as const), which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('edit' as const), which: fc.nat(), text: texts() }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('flush' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('merge' as const) }) },
)

const limits = fc.record({
  streams: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 1 }), {
    nil: undefined,
  }),
  author: fc.option(fc.constantFrom<'me' | number>('me', 7, 8), { nil: undefined }),
  kind: fc.option(fc.constantFrom('text', 'image'), { nil: undefined }),
  after: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
})

test('index and query find what a look through all texts finds, in that order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 120 }),
      fc.array(fc.tuple(wishes, limits), { minLength: 3, maxLength: 6 }),
      async (steps, asked) => {
        const index = createIndex()
        const docs: Doc[] = []
        let seq = 1
        for (const one of steps) {
          if (one.what === 'add') {
            const { stream, time, ...rest } = one.doc
            const fresh: Doc = { key: [stream, 1_700_000_000_000 + time * 1000, seq++], ...rest }
            docs.push(fresh)
            index.add(fresh)
          } else if (one.what === 'flush') index.flush()
          else if (one.what === 'merge') await index.merge()
          else {
            const at = one.which % Math.max(1, docs.length)
            const old = docs[at]
            if (old === undefined) continue
            await index.drop([old.key])
            if (one.what === 'drop') docs.splice(at, 1)
            else index.add((docs[at] = { ...old, text: one.text }))
          }
        }
        for (const [wish, { streams, author, kind, after }] of asked) {
          const needles = needlesOf(wish)
          if (needles.length === 0) continue
          const groups = [
            ...groupsOf(needles),
            ...(streams === undefined ? [] : [factGroup(streams.map(streamTerm))]),
            ...(author === undefined ? [] : [factGroup([authorTerm(author)])]),
            ...(kind === undefined ? [] : [factGroup([kindTerm(kind)])]),
          ]
          const place: DocKey | undefined =
            after === undefined ? undefined : [2, 1_700_000_000_000 + after * 1000, 30]
          const wanted = docs
            .filter(
              (one) =>
                marksOf(one.text, needles) !== undefined &&
                (streams?.includes(one.key[0]) ?? true) &&
                (author === undefined || one.author === author) &&
                (kind === undefined || one.kind === kind) &&
                (place === undefined || compareDocs(one.key, place) > 0),
            )
            .map(({ key }) => key)
            .toSorted(compareDocs)
          const candidates = await index.find(groups, place)
          const texts = new Map(docs.map(({ key, text }) => [key.join(), text]))
          // Neighbours may lie apart: a candidate is looked at before it is a hit.
          const hits = candidates.filter((key) => marksOf(texts.get(key.join()) ?? '', needles))
          expect(hits).toEqual(wanted)
          // What was dropped is no candidate at all.
          expect(candidates.every((key) => texts.has(key.join()))).toBe(true)
        }
      },
    ),
    { numRuns: 100 },
  )
}, 60_000)

/** Every term that stands in a block, and the first terms of the header. */
function termsIn(blocks: Blocks): Set<string> {
  const { header } = segmentOf(blocks)
  const terms = new Set(header.dictionary.map(({ first }) => termText(first)))
  for (const { block } of header.dictionary) {
    const cursor = openBlock(blocks.get(block) ?? new Uint8Array(0))
    while (cursor.next()) terms.add(termText(cursor.term.slice(0, cursor.length())))
  }
  return terms
}

test('after a document is dropped no term that only it had is left, in no block and no header', async () => {
  const index = createIndex()
  for (let at = 0; at < 40; at++) {
    const word = `word${String(at).padStart(3, '0')}`
    index.add({ key: [1, 1000 + at, at], text: `${word} common`, author: 'me', kind: 'text' })
  }
  index.flush()
  await index.drop([
    [1, 1000, 0],
    [1, 1020, 20],
  ])
  const [blocks] = [...index.segments.values()]
  const terms = termsIn(blocks ?? new Map())
  expect(terms.has('word000')).toBe(false)
  expect(terms.has('word020')).toBe(false)
  expect(terms.has('word001')).toBe(true)
  expect(terms.has('common')).toBe(true)
  const bytes = [...(blocks ?? new Map<number, Uint8Array>()).values()]
    .map((block) => new TextDecoder('latin1').decode(block))
    .join('')
  expect(bytes).not.toContain('020')
})

test('a document that was taken in twice is dropped as one', async () => {
  const index = createIndex()
  const twice: Doc = { key: [1, 1000, 5], text: 'apple', author: 'me', kind: 'text' }
  index.add(twice)
  index.add(twice)
  index.add({ ...twice, key: [1, 1000, 6] })
  index.flush()
  await index.drop([twice.key])
  expect(await index.find(groupsOf(needlesOf('apple')))).toEqual([[1, 1000, 6]])
})

test('a segment of many blocks gives every document to each of its terms', async () => {
  const docs = 3000
  const memory = createMemoryIndex(docs, 7)
  for (let at = 0; at < docs; at++) {
    memory.add(
      [1 + (at % 5), 5_000_000 - at, docs - at],
      [authorTerm('me')],
      `every n${at} u${at * 7} m${at % 7} 東京${at % 3}`,
    )
  }
  const image = runAll(memory.write())
  const segment = segmentOf(image === undefined ? new Map() : blocksOfImage(image))
  expect(segment.header.dictionary.length).toBeGreaterThan(2)
  const count = async (text: string, whole = false) => {
    const set = await findDocs(segment, [[{ text, whole }]], NO_PAUSE)
    let found = 0
    if (set) for (let doc = nextDoc(set, 0); doc >= 0; doc = nextDoc(set, doc + 1)) found += 1
    return found
  }
  expect(await count('every')).toBe(docs)
  expect(await count('n', false)).toBe(docs)
  expect(await count('n299')).toBe(11)
  expect(await count('n299', true)).toBe(1)
  expect(await count('m3', true)).toBe(Math.floor((docs - 4) / 7) + 1)
  expect(await count('zz')).toBe(0)
  expect(await count(authorTerm('me'), true)).toBe(docs)
  expect(await count(streamTerm(2), true)).toBe(docs / 5)
  const reader = createDocReader(segment)
  expect(await reader.keyOf(2500)).toEqual([1 + (2500 % 5), 5_000_000 - 2500, docs - 2500])
  expect(await reader.firstAfter([9, 5_000_000 - 1500, 0])).toBe(1501)
})
