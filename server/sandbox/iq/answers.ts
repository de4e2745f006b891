import { SERVICE } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'

/** The result of an IQ, with what it brings. */
export function result(iq: WireNode, ...content: WireNode[]): WireNode {
  const attrs = { from: SERVICE, type: 'result', id: iq.attrs['id'] ?? '' }
  return content.length === 0 ? node('iq', attrs) : node('iq', attrs, content)
}

/** The refusal of an IQ (06, beginning, lists the codes). */
export function refusal(
  iq: WireNode,
  code: number,
  text: string,
  attrs: Readonly<Record<string, string>> = {},
): WireNode {
  const error = node('error', { code: String(code), text, ...attrs })
  return node('iq', { from: SERVICE, type: 'error', id: iq.attrs['id'] ?? '' }, [error])
}

/** Strictness, 01 section 10: something foreign or missing in a request that is known. */
export const badRequest = (iq: WireNode): WireNode => refusal(iq, 400, 'bad-request')

/** Strictness, 01 section 10: a request that nobody here names. */
export const notImplemented = (iq: WireNode): WireNode =>
  refusal(iq, 501, 'feature-not-implemented')
