/** How long the answer may take. */
const TIME_LIMIT_MS = 8_000
/** The version of a web client: a small JSON object. Anything near this is something else. */
const LIMIT_CHARS = 2_000

/** Why the current version could not be told. */
export class VersionError extends Error {
  override readonly name = 'VersionError'
  readonly code: 'unreachable' | 'refused' | 'malformed'

  constructor(code: 'unreachable' | 'refused' | 'malformed', options?: ErrorOptions) {
    super(code, options)
    this.code = code
  }
}

/**
 * Asks whoever leads to the service which version of its web client is current, past any cache:
 * `GET /version?fresh=1` gives `{"version":[2,3000,n],"fetchedAt":ms}`.
 *
 * @param serviceUrl WebSocket address of the service; the version comes from its origin.
 * @throws VersionError
 */
export async function fetchAppVersion(
  serviceUrl: string,
  fetcher: typeof fetch,
): Promise<readonly [number, number, number]> {
  const text = await read(versionUrl(serviceUrl), fetcher)
  const version = versionIn(text)
  if (version === undefined) throw new VersionError('malformed')
  return version
}

function versionUrl(serviceUrl: string): string {
  const url = new URL('/version?fresh=1', serviceUrl)
  url.protocol = url.protocol === 'ws:' ? 'http:' : 'https:'
  return url.href
}

async function read(url: string, fetcher: typeof fetch): Promise<string> {
  let response: Response
  try {
    response = await fetcher(url, {
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    })
  } catch (cause) {
    throw new VersionError('unreachable', { cause })
  }
  if (!response.ok) throw new VersionError('refused')
  const text = await response.text().catch((cause: unknown) => {
    throw new VersionError('unreachable', { cause })
  })
  return text.slice(0, LIMIT_CHARS)
}

/** Primary 2, secondary 3000, and a tertiary that fits its field of 32 bits. */
function versionIn(text: string): readonly [number, number, number] | undefined {
  const parsed = parsedJson(text)
  if (typeof parsed !== 'object' || parsed === null || !('version' in parsed)) return undefined
  const { version } = parsed
  if (!Array.isArray(version) || version.length !== 3) return undefined
  const [primary, secondary, tertiary] = version as readonly unknown[]
  const fits =
    primary === 2 &&
    secondary === 3000 &&
    typeof tertiary === 'number' &&
    Number.isInteger(tertiary) &&
    tertiary > 0 &&
    tertiary < 2 ** 32
  return fits ? [primary, secondary, tertiary] : undefined
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
