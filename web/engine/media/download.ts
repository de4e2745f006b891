import { toBase64 } from '../../crypto/bytes.ts'
import type { Clock, FetchMedia } from '../../platform/platform.ts'
import type { Line } from '../talk/talk.ts'
import type { MediaHosts } from './mediaHosts.ts'

/** Why a file could not be had: no host has it, it can never be had, or there was no way just now. */
export class DownloadFailure extends Error {
  override readonly name = 'DownloadFailure'
  readonly code: 'gone' | 'refused' | 'unreachable'

  constructor(code: 'gone' | 'refused' | 'unreachable', cause?: unknown) {
    super(code, { cause })
    this.code = code
  }
}

/** A file on the media hosts (chapter 09 section 5). */
export interface RemoteFile {
  /** Begins with a slash; most times it has a query. */
  readonly directPath: string
  /** Segment of the path that stands for the kind: `md-msg-hist`. */
  readonly segment: string
  /** Empty when it is not known. */
  readonly fileEncSha256: Uint8Array
  readonly limitBytes: number
}

export interface DownloadParts {
  readonly clock: Clock
  readonly fetchMedia: FetchMedia
  readonly hosts: MediaHosts
  /** False: nobody waits for it any more. */
  readonly goOn: () => boolean
}

/** How often a host that is busy is asked (chapter 09 section 5). */
const TRIES = 5
const LONGEST_WAIT_SEC = 60

type Answer =
  | { readonly at: 'bytes'; readonly bytes: Uint8Array }
  | { readonly at: 'denied' | 'missing' | 'never' | 'failed'; readonly cause: unknown }

/**
 * Downloads a file: host by host in their order, each by the address with hash and type and then by the
 * plain one. Denied or missing, the hosts are asked for anew once. Throws DownloadFailure, and what
 * asking for the hosts throws.
 */
export async function download(
  parts: DownloadParts,
  file: RemoteFile,
  line: Line,
): Promise<Uint8Array> {
  const first = await fromAnyHost(parts, file, line)
  if (first.at === 'bytes') return first.bytes
  if (first.at !== 'denied' && first.at !== 'missing') throw failureOf(first)
  parts.hosts.forget()
  const second = await fromAnyHost(parts, file, line)
  if (second.at === 'bytes') return second.bytes
  throw failureOf(second)
}

function failureOf({ at, cause }: Exclude<Answer, { at: 'bytes' }>): DownloadFailure {
  if (at === 'never') return new DownloadFailure('refused', cause)
  return new DownloadFailure(at === 'failed' ? 'unreachable' : 'gone', cause)
}

/** The best that any host said: bytes, else that there is none, else that there is no way. */
async function fromAnyHost(parts: DownloadParts, file: RemoteFile, line: Line): Promise<Answer> {
  const { hosts } = await parts.hosts.get(line)
  let worst: Answer = { at: 'failed', cause: undefined }
  for (const host of hosts) {
    const answer = await fromHost(parts, host, file)
    if (answer.at === 'bytes' || answer.at === 'never') return answer
    if (answer.at !== 'failed' || worst.at === 'failed') worst = answer
    if (!parts.goOn()) return { at: 'failed', cause: answer.cause }
  }
  return worst
}

async function fromHost(parts: DownloadParts, host: string, file: RemoteFile): Promise<Answer> {
  const named = await patiently(parts, `https://${host}${namedPath(file)}`, file.limitBytes)
  if (named.at !== 'missing') return named
  return await patiently(parts, `https://${host}${file.directPath}`, file.limitBytes)
}

/** As whatsmeow asks. */
function namedPath({ directPath, segment, fileEncSha256 }: RemoteFile): string {
  const hash = toBase64(fileEncSha256).replaceAll('+', '-').replaceAll('/', '_')
  const mark = directPath.includes('?') ? '&' : '?'
  const told = fileEncSha256.length === 0 ? '' : `hash=${hash}&`
  return `${directPath}${mark}${told}mms-type=${segment}&__wa-mms=`
}

async function patiently(
  { clock, fetchMedia, goOn }: DownloadParts,
  url: string,
  limitBytes: number,
): Promise<Answer> {
  for (let tried = 1; ; tried++) {
    try {
      return { at: 'bytes', bytes: await fetchMedia(url, limitBytes) }
    } catch (cause) {
      const { status, code, retryAfterSec } = cause as {
        readonly status?: unknown
        readonly code?: unknown
        readonly retryAfterSec?: unknown
      }
      if (code === 'too-large' || code === 'refused-address') return { at: 'never', cause }
      if (typeof status !== 'number') return { at: 'failed', cause }
      if (status === 401 || status === 403) return { at: 'denied', cause }
      if (status !== 429 && status < 500) return { at: 'missing', cause }
      if (tried === TRIES || !goOn()) return { at: 'failed', cause }
      const waitSec = typeof retryAfterSec === 'number' ? retryAfterSec : tried
      await pause(clock, Math.min(waitSec, LONGEST_WAIT_SEC) * 1000)
    }
  }
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve)
  })
}
