import { FormatError } from '../../formats/formatError.ts'
import { StorageError } from '../../storage/errors.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import { RequestError } from '../connection/iqTracker.ts'
import { ChunkFailure } from './chunkBytes.ts'
import type { Failed } from './chunkState.ts'

/**
 * Why a chunk will never be had; undefined: it may be later. What nobody foresaw is of the chunk too:
 * it would be the same at every start, and hold up all others.
 */
export function failedFor(cause: unknown): Failed | undefined {
  // The chunk was opened, and what it holds is none.
  if (cause instanceof FormatError) return 'broken'
  if (cause instanceof StorageError) return cause.code === 'bad-write' ? 'broken' : undefined
  if (!isTroubleOfLine(cause)) return 'broken'
  if (!(cause instanceof ChunkFailure) || cause.code === 'unreachable') return undefined
  return cause.code
}

/** No connection, no host, no answer: it may be had later. */
export function isTroubleOfLine(cause: unknown): boolean {
  return (
    cause instanceof ChunkFailure || cause instanceof RequestError || cause instanceof StanzaError
  )
}
