import type { IncomingMessage, ServerResponse } from 'node:http'
import { control, type Controlled } from './controlApi.ts'
import type { HttpLog } from './httpLog.ts'
import type { PolicyReports } from './policyReports.ts'
import { answerMedia, type MediaStore } from './media.ts'
import { HttpRefusal, reply, replyJson, replyRefusal } from './reply.ts'
import type { RequestCounter } from './requestCounts.ts'
import { rawPath } from './requestPath.ts'
import { findFile, isPage } from './staticFiles.ts'

/** What the site is made of. */
export interface Site extends Controlled, MediaStore {
  readonly counter: RequestCounter
  readonly reports: PolicyReports
  readonly log: HttpLog
  /** The content of `/config.json` at this moment. */
  config(): unknown
  /** The content of `/version`; `fresh` goes past the copy that is kept. */
  version(fresh: boolean): unknown
  /** A fault keeps the server away: only the control API answers. */
  isDown(): boolean
  /** Folder of the built app. */
  folder(): string
}

/** Answers one request: pages, files, configuration, media, reports, the control API. */
export async function answer(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    site.log.add(request)
    const url = urlOf(request)
    if (site.isDown() && !url.pathname.startsWith('/sandbox/')) {
      request.socket.destroy()
      return
    }
    const isOwn = await answerOwn(site, request, response, url)
    if (!isOwn) await answerFile(site, request, response, url.pathname)
  } catch (cause) {
    const refusal = cause instanceof HttpRefusal ? cause : unforeseen(request, cause)
    if (response.headersSent) response.destroy()
    else replyRefusal(response, refusal)
  }
}

/** Whoever runs the server reads the cause, without query and body; whoever asked does not. */
function unforeseen(request: IncomingMessage, cause: unknown): HttpRefusal {
  // A client that leaves in the middle of its body is no failure of the server.
  if (cause !== request.errored) {
    const text = cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause)
    process.stderr.write(`${request.method ?? ''} ${rawPath(request)}: ${text}\n`)
  }
  return new HttpRefusal(500, 'internal', 'the sandbox has failed; its console says more')
}

/**
 * Answers everything that is no file of the app. @throws HttpRefusal
 *
 * @returns whether it was answered.
 */
export async function answerOwn(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const path = url.pathname
  if (path.startsWith('/sandbox/')) {
    site.counter.count('control')
    await control(site, request, response, url)
    return true
  }
  if (path === '/csp-report') {
    site.counter.count('report')
    await site.reports.receive(request, response)
    return true
  }
  if (path === '/config.json') {
    onlyReads(request)
    site.counter.count('config')
    replyJson(response, 200, site.config())
    return true
  }
  if (path === '/version') {
    onlyReads(request)
    site.counter.count('version')
    replyJson(response, 200, site.version(url.searchParams.get('fresh') === '1'))
    return true
  }
  if (path.startsWith('/media/')) {
    site.counter.count('media')
    answerMedia(site, request, response, url)
    return true
  }
  return false
}

/** The URL of a request. @throws HttpRefusal 400 */
export function urlOf(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? '/', 'http://localhost')
  } catch {
    throw new HttpRefusal(400, 'bad-request', 'the address cannot be read')
  }
}

async function answerFile(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  onlyReads(request)
  site.counter.count(isPage(path) ? 'page' : 'file')
  const file = await findFile(site.folder(), rawPath(request))
  if (file === undefined) {
    const missing = isPage(path) ? 'the app is not built: npm run build' : 'there is nothing here'
    throw new HttpRefusal(404, 'unknown-path', missing)
  }
  const headers = { 'Content-Type': file.contentType, 'Cache-Control': file.cacheControl }
  reply(response, 200, headers, file.bytes, file.audience)
}

function onlyReads(request: IncomingMessage): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  throw new HttpRefusal(405, 'wrong-method', 'use GET', { Allow: 'GET, HEAD' })
}
