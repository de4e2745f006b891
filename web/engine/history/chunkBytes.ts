import { FormatError } from '../../formats/formatError.ts'
import { HISTORY_CHUNK_LIMIT } from '../../formats/historyScan.ts'
import { openMedia } from '../../formats/mediaCrypto.ts'
import type { FetchMedia } from '../../platform/platform.ts'
import { inflate } from '../../wire/node/inflate.ts'
import { NodeError } from '../../wire/node/nodeError.ts'
import type { HistorySyncNotification } from '../../wire/proto/gen/peerData_pb.ts'
import { isSet } from '../../wire/proto/schema.ts'
import {
  type MediaConnection,
  mediaConnectionRequest,
  parseMediaConnection,
} from '../../wire/stanza/mediaConn.ts'
import type { Line } from '../talk/talk.ts'

/** A compressed chunk is never larger than what it may inflate to, and a MAC and a block. */
const DOWNLOAD_LIMIT = HISTORY_CHUNK_LIMIT + 64
/** Statuses with which a host says that it does not have the file, or not any more for this path. */
const GONE = [403, 404, 410]
/** What a browser says of files that it will never give. */
const NEVER: readonly unknown[] = ['too-large', 'refused-address']

/** Why a chunk could not be had: the hosts do not have it, it is not what was announced, or no way. */
export class ChunkFailure extends Error {
  override readonly name = 'ChunkFailure'
  readonly code: 'gone' | 'broken' | 'unreachable'

  constructor(code: 'gone' | 'broken' | 'unreachable', cause?: unknown) {
    super(code, { cause })
    this.code = code
  }
}

/**
 * The inflated bytes of a chunk of history: from the notification itself, or downloaded, verified and
 * decrypted (chapter 07 section 3). Throws ChunkFailure, and RequestError of the media hosts' request.
 */
export async function chunkBytes(
  notification: HistorySyncNotification,
  fetchMedia: FetchMedia,
  line: Line,
): Promise<Uint8Array> {
  try {
    if (isSet(notification, 'initialHistBootstrapInlinePayload')) {
      return await inflate(notification.initialHistBootstrapInlinePayload, HISTORY_CHUNK_LIMIT)
    }
    const download = await downloaded(notification, fetchMedia, line)
    const { mediaKey, fileSha256, fileEncSha256 } = notification
    const compressed = await openMedia(download, {
      kind: 'history',
      mediaKey,
      fileSha256,
      ...(fileEncSha256.length === 0 ? {} : { fileEncSha256 }),
      ...(isSet(notification, 'fileLength') ? { fileLength: Number(notification.fileLength) } : {}),
    })
    return await inflate(compressed, HISTORY_CHUNK_LIMIT)
  } catch (cause) {
    if (cause instanceof FormatError || cause instanceof NodeError) {
      throw new ChunkFailure('broken', cause)
    }
    throw cause
  }
}

/** Each host once, and once more with hosts that were asked for anew where the first had nothing. */
async function downloaded(
  { directPath }: HistorySyncNotification,
  fetchMedia: FetchMedia,
  line: Line,
): Promise<Uint8Array> {
  let failure = new ChunkFailure('unreachable')
  for (let round = 0; round < 2; round++) {
    const { hosts } = await mediaConnection(line)
    for (const host of hosts) {
      try {
        return await fetchMedia(`https://${host}${directPath}`, DOWNLOAD_LIMIT)
      } catch (cause) {
        failure = new ChunkFailure(codeOf(cause), cause)
      }
    }
    if (failure.code !== 'gone') break
  }
  throw failure
}

async function mediaConnection(line: Line): Promise<MediaConnection> {
  return parseMediaConnection(await line.request(mediaConnectionRequest))
}

function codeOf(cause: unknown): ChunkFailure['code'] {
  const { status, code } = cause as { readonly status?: unknown; readonly code?: unknown }
  if (NEVER.includes(code)) return 'broken'
  return typeof status === 'number' && GONE.includes(status) ? 'gone' : 'unreachable'
}
