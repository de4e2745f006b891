import type { FetchMedia } from '../platform.ts'

export type MediaFetchCode = 'refused-address' | 'unreachable' | 'refused' | 'too-large'

/**
 * Why bytes of a media host did not come. `status` is the HTTP status of a `refused`, `retryAfterSec` how
 * long the host wants to be left alone.
 */
export class MediaFetchError extends Error {
  override readonly name = 'MediaFetchError'
  readonly code: MediaFetchCode
  readonly status: number | undefined
  readonly retryAfterSec: number | undefined

  constructor(
    code: MediaFetchCode,
    options?: { status?: number; retryAfterSec?: number; cause?: unknown },
  ) {
    super(code, { cause: options?.cause })
    this.code = code
    this.status = options?.status
    this.retryAfterSec = options?.retryAfterSec
  }
}

/** How long a host may say nothing. A large file on a slow line takes as long as it takes. */
const SILENCE_MS = 30_000

/**
 * The path on our own origin that stands for an address of a media host:
 * `https://host/path?query` is `/media/host/path?query`. The strict CSP lets a page reach only its
 * own origin, and the gateway decides which hosts it relays.
 *
 * @throws MediaFetchError 'refused-address' unless the address is https without port or credentials.
 */
export function mediaPath(url: string): string {
  if (!URL.canParse(url)) throw new MediaFetchError('refused-address')
  const parsed = new URL(url)
  const plain =
    parsed.protocol === 'https:' &&
    parsed.port === '' &&
    parsed.username === '' &&
    parsed.password === ''
  if (!plain) throw new MediaFetchError('refused-address')
  return `/media/${parsed.hostname}${parsed.pathname}${parsed.search}`
}

/** Fetches media through this origin, and stops reading at the limit. */
export function mediaFetcher(fetcher: typeof fetch, silenceMs = SILENCE_MS): FetchMedia {
  return async (url, limitBytes) => {
    const path = mediaPath(url)
    const end = new AbortController()
    let timer = setTimeout(() => end.abort(), silenceMs)
    const heard = () => {
      clearTimeout(timer)
      timer = setTimeout(() => end.abort(), silenceMs)
    }
    try {
      const response = await request(fetcher, path, end.signal)
      heard()
      if (!response.ok) throw refusal(response)
      return await readUpTo(response, limitBytes, heard)
    } finally {
      clearTimeout(timer)
    }
  }
}

function refusal({ status, headers }: Response): MediaFetchError {
  const retryAfterSec = Number(headers.get('retry-after'))
  return new MediaFetchError('refused', {
    status,
    ...(retryAfterSec > 0 ? { retryAfterSec } : {}),
  })
}

async function request(
  fetcher: typeof fetch,
  path: string,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetcher(path, {
      // The browser's cache is on the disk, unsealed, and no erasure of ours reaches it.
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal,
    })
  } catch (cause) {
    throw new MediaFetchError('unreachable', { cause })
  }
}

async function readUpTo(
  response: Response,
  limitBytes: number,
  heard: () => void,
): Promise<Uint8Array> {
  if (Number(response.headers.get('content-length') ?? 0) > limitBytes) {
    await response.body?.cancel()
    throw new MediaFetchError('too-large')
  }
  const reader = response.body?.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const chunk = await readChunk(reader)
    if (chunk === undefined) break
    heard()
    size += chunk.length
    if (size > limitBytes) {
      await reader?.cancel()
      throw new MediaFetchError('too-large')
    }
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

async function readChunk(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
): Promise<Uint8Array | undefined> {
  try {
    return (await reader?.read())?.value
  } catch (cause) {
    throw new MediaFetchError('unreachable', { cause })
  }
}
