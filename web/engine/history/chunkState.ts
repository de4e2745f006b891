import type { HistoryPlace } from '../../formats/historyScan.ts'
import type { HistoryChunkRow } from '../../storage/talkRows.ts'

/** Why a chunk could not be had for good. */
export type Failed = 'gone' | 'broken'

/** How far the work on one chunk has come: `state` of a row in `historyChunks`. */
export interface ChunkState {
  /** Of the order in which pieces are read: a place means something to the same order only. */
  readonly order?: typeof PIECE_ORDER
  /** Everything before it is stored. */
  readonly place?: HistoryPlace
  /** Pieces of the verified ciphertext in `historyBlobs`; absent: not downloaded. */
  readonly pieces?: number
  /** It was given up. The phone may upload it again, and is asked to do so once. */
  readonly failed?: Failed
  /** Kind and number: what a chunk that is uploaded again is recognized by. */
  readonly name?: string
  /** When the phone was last to be asked to upload it again; 0: it cannot be. */
  readonly askedMs?: number
  /** The request is to go out with the next receipt. */
  readonly ask?: boolean
  /** The phone was told that it is done. */
  readonly told?: boolean
}

/** Changed when pieces are read in another order: then a chunk that was left begins anew. */
export const PIECE_ORDER = 1

/** The state of a row that this build wrote. */
export function stateOf({ state }: HistoryChunkRow): ChunkState {
  return (state as ChunkState | undefined) ?? {}
}

/** Where the next run over the chunk begins. */
export function placeOf(state: ChunkState): HistoryPlace {
  return state.order === PIECE_ORDER && state.place !== undefined ? state.place : [0, 0]
}
