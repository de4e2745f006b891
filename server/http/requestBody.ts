import type { IncomingMessage } from 'node:http'
import { HttpRefusal } from './reply.ts'

/** No body here is larger. */
const BODY_LIMIT = 64 * 1024

/** Reads a whole body of one of the given content types. @throws HttpRefusal 413 or 415 */
export async function readBody(
  request: IncomingMessage,
  contentTypes: readonly string[],
): Promise<string> {
  const sent = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (!contentTypes.includes(sent)) {
    throw new HttpRefusal(415, 'wrong-content-type', `send ${contentTypes.join(' or ')}`)
  }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > BODY_LIMIT) {
      throw new HttpRefusal(413, 'too-large', 'a body has at most 64 KiB', { Connection: 'close' })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Reads a JSON object. @throws HttpRefusal 400, 413 or 415 */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = await readBody(request, ['application/json'])
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HttpRefusal(400, 'bad-request', 'the body is a JSON object')
  }
  return { ...value }
}

/** Parses JSON text. @throws HttpRefusal 400 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new HttpRefusal(400, 'malformed-json', 'the body is no JSON')
  }
}
