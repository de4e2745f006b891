import type { SegmentImage } from './segmentImage.ts'
import { decodeHeader } from './segmentHeader.ts'
import { SearchError } from './searchError.ts'
import type { Segment } from './querySegment.ts'

/** The blocks of one segment, as they would be stored. */
export type Blocks = Map<number, Uint8Array>

export const blocksOfImage = (image: SegmentImage): Blocks =>
  new Map(image.blocks.map(({ block, bytes }) => [block, bytes]))

/** A segment over blocks in memory. */
export function segmentOf(blocks: Blocks): Segment {
  return {
    header: decodeHeader(blocks.get(0) ?? new Uint8Array(0)),
    read: async (wanted) =>
      wanted.map((block) => {
        const bytes = blocks.get(block)
        if (bytes === undefined) throw new SearchError('a block is missing')
        return bytes
      }),
  }
}

/** Runs a task in steps to its end. */
export function runAll<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
