import type { ServerResponse } from 'node:http'
import { type Audience, securityHeaders } from './headers.ts'

/** A request that is refused: HTTP status, a stable code and a sentence. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal'
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** Answers with bytes or text, under the headers that every response carries. */
export function reply(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string = '',
  audience: Audience = 'none',
): void {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  response.writeHead(status, {
    ...securityHeaders(audience),
    'Content-Length': String(length),
    ...headers,
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

/** Answers with JSON that nobody keeps. */
export function replyJson(response: ServerResponse, status: number, value: unknown): void {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
  reply(response, status, headers, JSON.stringify(value))
}

/** Answers a refusal as `{ code, message }`. */
export function replyRefusal(response: ServerResponse, refusal: HttpRefusal): void {
  const { status, code, message, headers } = refusal
  const body = JSON.stringify({ code, message })
  const fixed = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
  reply(response, status, { ...fixed, ...headers }, body)
}
