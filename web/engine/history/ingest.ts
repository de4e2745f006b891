import { FormatError } from '../../formats/formatError.ts'
import { type HistoryPiece, scanHistory } from '../../formats/historyScan.ts'
import { ProtoError } from '../../wire/proto/codec.ts'
import type { UnitOfWork } from '../work/work.ts'
import type { Work } from '../work/work.ts'
import { applyPiece, type OpenChat, type PieceParts } from './pieces.ts'

/** Pieces of one unit: few, so that a live message never waits long behind them. */
const SLICE = 40

export interface IngestParts extends PieceParts {
  readonly work: Work
  readonly breathe: () => Promise<void>
  /** Parts of the chunk that could not be read. */
  readonly onMalformed: (part: string) => void
  /** False: what is under way must end; the chunk is taken up again later. */
  readonly goOn: () => boolean
}

/**
 * Stores an inflated chunk, slice by slice. Done twice, it changes nothing more. Gives false when it
 * was told to end before the end. Throws FormatError, StorageError.
 */
export async function ingestChunk(chunk: Uint8Array, parts: IngestParts): Promise<boolean> {
  let open: OpenChat | undefined

  async function store(pieces: readonly HistoryPiece[], isLast: boolean): Promise<void> {
    const before = open
    open = await parts.work.run(async (unit) => {
      let chat = before
      for (const piece of pieces) {
        if (piece.kind === 'conversation') {
          await closeChat(chat)
          chat = undefined
        }
        chat = (await applyOrNote(unit, parts, piece)) ?? chat
      }
      if (!isLast) return chat
      await closeChat(chat)
      return undefined

      /** Its messages are all there: now the newest of them can count as unread. */
      async function closeChat(done: OpenChat | undefined): Promise<void> {
        if (done !== undefined) await parts.log.setUnread(unit, done.chatId, done.unread)
      }
    })
  }

  let slice: HistoryPiece[] = []
  for (const piece of scanHistory(chunk)) {
    if (piece.kind === 'malformed') parts.onMalformed(piece.part)
    slice.push(piece)
    if (slice.length < SLICE) continue
    await store(slice, false)
    slice = []
    await parts.breathe()
    if (!parts.goOn()) return false
  }
  await store(slice, true)
  return true
}

/** Anybody may have written what cannot be read: it costs that one message, not the chunk. */
async function applyOrNote(
  unit: UnitOfWork,
  parts: IngestParts,
  piece: HistoryPiece,
): Promise<OpenChat | undefined> {
  try {
    return await applyPiece(unit, parts, piece)
  } catch (cause) {
    if (!(cause instanceof FormatError || cause instanceof ProtoError)) throw cause
    parts.onMalformed(piece.kind)
    return undefined
  }
}
