import type { ServiceConfig } from '../platform.ts'

/** Why the origin did not say which service it speaks for. */
export class ServiceConfigError extends Error {
  override readonly name = 'ServiceConfigError'
  readonly code: 'unreachable' | 'malformed'

  constructor(code: 'unreachable' | 'malformed', cause?: unknown) {
    super(code, { cause })
    this.code = code
  }
}

const path = '/config.json'
const rootLength = 32

/**
 * Asks the origin which service it speaks for. `realRoot` is the root key that is compiled in: an
 * origin may name another root only for a service that does not call itself `whatsapp`, and bend the
 * clock only for one that calls itself `sandbox`.
 *
 * @throws ServiceConfigError
 */
export async function loadServiceConfig(options: {
  readonly fetch: typeof fetch
  /** Address of the page or worker; a relative service address counts from it. */
  readonly base: string
  readonly realRoot: Uint8Array
}): Promise<ServiceConfig> {
  const answer = await ask(options.fetch)
  return readServiceConfig(answer, options)
}

/** A server that never answers must not leave a window waiting without a word. */
const PATIENCE_MS = 15_000

async function ask(fetcher: typeof fetch): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const response = await fetcher(path, { cache: 'no-store', credentials: 'omit', signal })
    if (!response.ok) throw new Error(`status ${response.status}`)
    return await response.json()
  } catch (cause) {
    throw new ServiceConfigError('unreachable', cause)
  }
}

/** Reads an answer of `/config.json`; the checks are those of `loadServiceConfig`. */
export function readServiceConfig(
  answer: unknown,
  { base, realRoot }: { readonly base: string; readonly realRoot: Uint8Array },
): ServiceConfig {
  if (!isRecord(answer)) throw new ServiceConfigError('malformed')
  const { service, url, root, clock } = answer
  if (typeof service !== 'string' || service === '') throw new ServiceConfigError('malformed')
  const bend = service === 'sandbox' ? readClock(clock) : undefined
  return {
    service,
    url: socketAddress(url, base),
    root: service === 'whatsapp' ? realRoot : readRoot(root),
    ...(bend === undefined ? {} : { clock: bend }),
  }
}

function socketAddress(url: unknown, base: string): string {
  if (typeof url !== 'string' || !URL.canParse(url, base)) throw new ServiceConfigError('malformed')
  const address = new URL(url, base)
  if (address.protocol === 'http:') address.protocol = 'ws:'
  if (address.protocol === 'https:') address.protocol = 'wss:'
  if (address.protocol !== 'ws:' && address.protocol !== 'wss:') {
    throw new ServiceConfigError('malformed')
  }
  return address.href
}

function readRoot(root: unknown): Uint8Array {
  if (typeof root !== 'string' || !/^[0-9a-f]{64}$/i.test(root)) {
    throw new ServiceConfigError('malformed')
  }
  return Uint8Array.from({ length: rootLength }, (_, i) =>
    Number.parseInt(root.slice(2 * i, 2 * i + 2), 16),
  )
}

function readClock(clock: unknown): ServiceConfig['clock'] {
  if (clock === undefined) return undefined
  if (!isRecord(clock)) throw new ServiceConfigError('malformed')
  const { offsetMs, rate } = clock
  const bends =
    typeof offsetMs === 'number' &&
    Number.isFinite(offsetMs) &&
    typeof rate === 'number' &&
    Number.isFinite(rate) &&
    rate > 0
  if (!bends) throw new ServiceConfigError('malformed')
  // A clock that runs as it should is not bent, and the UI then has nothing to say about it.
  return offsetMs === 0 && rate === 1 ? undefined : { offsetMs, rate }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
