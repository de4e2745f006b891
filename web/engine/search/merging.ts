import { mergeSegments } from '../../search/mergeSegments.ts'
import type { Pace } from '../../search/pace.ts'
import { MOST_DOCS } from '../../search/postings.ts'
import type { SegmentImage } from '../../search/segmentImage.ts'
import { isDamaged, type StoredSegment } from './storedSegments.ts'

/** So many segments of about one size become one. */
const SAME_SIZE = 8
/** From one size to the next. */
const FACTOR = 8
const SMALLEST = 512
/** A segment with fewer live documents than this part of all is written anew. */
const LEAST_LIVE = 0.5

/**
 * Which segments to merge next, if any: eight of about one size, so that each message is written
 * a few times in its life, and one of which half is gone.
 */
export function segmentsToMerge(segments: readonly StoredSegment[]): readonly StoredSegment[] {
  const sizes = new Map<number, StoredSegment[]>()
  for (const segment of segments) {
    const size = sizeOf(segment.header.live)
    sizes.set(size, [...(sizes.get(size) ?? []), segment])
  }
  for (const same of sizes.values()) {
    if (same.length < SAME_SIZE) continue
    const chosen = fitting(same)
    // Fewer than eight of so many: no more fit in one segment, and it is as large as they become.
    if (chosen.length > 1) return chosen
  }
  return segments.filter(({ header }) => header.live < header.docs * LEAST_LIVE).slice(0, 1)
}

function sizeOf(live: number): number {
  let size = 0
  for (let most = SMALLEST; live >= most; most *= FACTOR) size += 1
  return size
}

/** The smallest that fit in one segment, at most eight. */
function fitting(segments: readonly StoredSegment[]): StoredSegment[] {
  const chosen: StoredSegment[] = []
  let docs = 0
  const smallestFirst = segments.toSorted((one, other) => one.header.live - other.header.live)
  for (const segment of smallestFirst.slice(0, SAME_SIZE)) {
    docs += segment.header.live
    if (docs > MOST_DOCS) break
    chosen.push(segment)
  }
  return chosen
}

/** Merges segments; `image` is undefined when no document is left. Throws StorageError. */
export async function mergeChosen(
  chosen: readonly StoredSegment[],
  pace: Pace,
): Promise<
  { readonly image: SegmentImage | undefined } | { readonly damaged: readonly StoredSegment[] }
> {
  let damaged = chosen
  const watched = chosen.map((segment) => ({
    ...segment,
    read: (blocks: readonly number[]) =>
      segment.read(blocks).catch((cause: unknown) => {
        damaged = [segment]
        throw cause
      }),
  }))
  try {
    return { image: await mergeSegments(watched, pace) }
  } catch (cause) {
    if (isDamaged(cause)) return { damaged }
    throw cause
  }
}
