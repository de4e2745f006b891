import { concatBytes } from '../../crypto/bytes.ts'
import { StorageError } from '../../storage/errors.ts'
import type { HistoryChunkRow } from '../../storage/talkRows.ts'
import type { UnitOfWork, Work } from '../work/work.ts'
import { type ChunkState, stateOf } from './chunkState.ts'

/** Ciphertext of one row. */
const PIECE_BYTES = 1024 * 1024
/** Of the largest chunk that is downloaded. */
const MOST_PIECES = 65
/** Rows of one commit. */
const PIECES_AT_ONCE = 4

/**
 * Keeps a verified download until its chunk is stored: it is never downloaded twice, whatever happens.
 * The last commit says that all of it is there. Throws StorageError.
 */
export async function keepBlob(work: Work, chunk: number, blob: Uint8Array): Promise<void> {
  const pieces = Math.max(1, Math.ceil(blob.length / PIECE_BYTES))
  for (let from = 0; from < pieces; from += PIECES_AT_ONCE) {
    const to = Math.min(from + PIECES_AT_ONCE, pieces)
    await work.run(async (unit) => {
      for (let piece = from; piece < to; piece++) {
        const bytes = blob.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES)
        unit.put('historyBlobs', [chunk, piece], { bytes })
      }
      if (to === pieces) await changeState(unit, chunk, (state) => ({ ...state, pieces }))
    })
  }
}

/** The kept download of a chunk; undefined: there is none, or it cannot be read any more. */
export async function keptBlob(
  work: Work,
  chunk: number,
  { pieces = 0 }: ChunkState,
): Promise<Uint8Array | undefined> {
  if (pieces === 0) return undefined
  try {
    const keys = Array.from({ length: pieces }, (_, piece) => [chunk, piece] as const)
    const parts: Uint8Array[] = []
    for (const row of await work.reader.getMany('historyBlobs', keys)) {
      if (row === undefined) return undefined
      parts.push(row.bytes)
    }
    return concatBytes(...parts)
  } catch (cause) {
    // A flipped bit on the disk costs a download, and nothing else.
    if (cause instanceof StorageError && cause.code === 'damaged') return undefined
    throw cause
  }
}

/** Removes the kept download of a chunk; also what a stop in the middle of keeping it left. */
export async function dropBlob(unit: UnitOfWork, chunk: number): Promise<void> {
  const row = await unit.get('historyChunks', chunk)
  const pieces = row && stateOf(row).pieces
  for (let piece = 0; piece < (pieces ?? MOST_PIECES); piece++) {
    unit.del('historyBlobs', [chunk, piece])
  }
}

/** Changes the state of a chunk that is still there. */
export async function changeState(
  unit: UnitOfWork,
  chunk: number,
  change: (state: ChunkState) => ChunkState,
  more: Partial<Pick<HistoryChunkRow, 'done' | 'notification'>> = {},
): Promise<void> {
  const row = await unit.get('historyChunks', chunk)
  if (row === undefined) return
  unit.put('historyChunks', chunk, { ...row, ...more, state: change(stateOf(row)) })
}
