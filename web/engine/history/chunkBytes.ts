import { FormatError } from '../../formats/formatError.ts'
import { HISTORY_CHUNK_LIMIT } from '../../formats/historyScan.ts'
import { openMedia } from '../../formats/mediaCrypto.ts'
import { inflate } from '../../wire/node/inflate.ts'
import { NodeError } from '../../wire/node/nodeError.ts'
import type { HistorySyncNotification } from '../../wire/proto/gen/peerData_pb.ts'
import { isSet } from '../../wire/proto/schema.ts'
import { type DownloadParts, DownloadFailure, download } from '../media/download.ts'
import type { Line } from '../talk/talk.ts'
import type { Work } from '../work/work.ts'
import type { ChunkState } from './chunkState.ts'
import { keepBlob, keptBlob } from './keptBlob.ts'

/** A compressed chunk is never larger than what it may inflate to, and a MAC and a block. */
const DOWNLOAD_LIMIT = HISTORY_CHUNK_LIMIT + 64

/** What is inflated at a time: it comes from the own phone, and swells to 16 MiB at most. */
const PIECE_BYTES = 16_384

/** Why a chunk could not be had: the hosts do not have it, it is not what was announced, or no way. */
export class ChunkFailure extends Error {
  override readonly name = 'ChunkFailure'
  readonly code: 'gone' | 'broken' | 'unreachable'

  constructor(code: 'gone' | 'broken' | 'unreachable', cause?: unknown) {
    super(code, { cause })
    this.code = code
  }
}

export interface ChunkBytesParts extends DownloadParts {
  readonly work: Work
  /** The connection, while there is one. */
  readonly line: () => Line | undefined
}

/** A chunk, and where it stands. */
export interface ChunkInHand {
  readonly key: number
  readonly notification: HistorySyncNotification
  readonly state: ChunkState
}

/**
 * The inflated bytes of a chunk of history: from the notification itself, from the download that is
 * kept of it, or downloaded now, verified and kept (chapter 07 section 3). Throws ChunkFailure,
 * StorageError, and what asking for the media hosts throws.
 */
export async function chunkBytes(parts: ChunkBytesParts, chunk: ChunkInHand): Promise<Uint8Array> {
  const { notification } = chunk
  try {
    if (isSet(notification, 'initialHistBootstrapInlinePayload')) {
      return await inflate(notification.initialHistBootstrapInlinePayload, HISTORY_CHUNK_LIMIT)
    }
    return await inflate(await compressedOf(parts, chunk), HISTORY_CHUNK_LIMIT, PIECE_BYTES)
  } catch (cause) {
    throw asFailure(cause)
  }
}

async function compressedOf(parts: ChunkBytesParts, chunk: ChunkInHand): Promise<Uint8Array> {
  const { key, notification, state } = chunk
  const kept = await keptBlob(parts.work, key, state)
  if (kept !== undefined) {
    try {
      return await opened(notification, kept)
    } catch (cause) {
      // It was whole when it was kept: what lies here is not what came.
      if (!(cause instanceof FormatError)) throw cause
    }
  }
  const line = parts.line()
  if (line === undefined) throw new ChunkFailure('unreachable')
  const { directPath, fileEncSha256 } = notification
  const file = {
    directPath,
    fileEncSha256,
    segment: 'md-msg-hist',
    limitBytes: DOWNLOAD_LIMIT,
  }
  const blob = await download(parts, file, line)
  const compressed = await opened(notification, blob)
  await keepBlob(parts.work, key, blob)
  return compressed
}

function opened(notification: HistorySyncNotification, blob: Uint8Array): Promise<Uint8Array> {
  const { mediaKey, fileSha256, fileEncSha256, fileLength } = notification
  return openMedia(blob, {
    kind: 'history',
    mediaKey,
    fileSha256,
    ...(fileEncSha256.length === 0 ? {} : { fileEncSha256 }),
    ...(isSet(notification, 'fileLength') ? { fileLength: Number(fileLength) } : {}),
  })
}

function asFailure(cause: unknown): unknown {
  // Where it was opened, and what it holds is none.
  if (cause instanceof FormatError || cause instanceof NodeError) {
    return new ChunkFailure('broken', cause)
  }
  if (!(cause instanceof DownloadFailure)) return cause
  return new ChunkFailure(cause.code === 'refused' ? 'broken' : cause.code, cause)
}
