import { child, node, type WireNode } from '../node/node.ts'
import { SERVICE } from '../jid.ts'
import { optionalText } from './reading.ts'

/** A request to the service: `<iq id to type xmlns>`. */
export function iqRequest(
  id: string,
  type: 'get' | 'set',
  xmlns: string,
  content?: readonly WireNode[],
  extra: Readonly<Record<string, string>> = {},
): WireNode {
  return node('iq', { id, to: SERVICE, type, xmlns, ...extra }, content)
}

/** An answer to a request of the service itself (chapter 01 section 6, "Acks"). */
export function iqResult(id: string, content?: readonly WireNode[]): WireNode {
  return node('iq', { id, to: SERVICE, type: 'result' }, content)
}

/** The empty answer to a request, to whoever sent it; nothing for a request without an id. */
export function iqResultFor(request: WireNode): WireNode | undefined {
  const { id, from = SERVICE } = request.attrs
  return id === undefined ? undefined : node('iq', { id, to: from, type: 'result' })
}

/** A refusal of a request of the service, with its code and word. */
export function iqError(id: string, code: number, text: string): WireNode {
  return node('iq', { id, to: SERVICE, type: 'error' }, [
    node('error', { code: String(code), text }),
  ])
}

/** A refused request of our own. */
export interface IqRefusal {
  /** The service's number; 0 when it gave none that can be read. */
  readonly code: number
  readonly text: string
  /** Seconds that the service wants to be left alone. */
  readonly backoffSec?: number
}

/**
 * The refusal in an answer, or nothing for a result. An error without a readable child is still a
 * refusal: the request failed either way.
 */
export function refusalOf(answer: WireNode): IqRefusal | undefined {
  if (answer.attrs['type'] === 'result') return undefined
  const error = child(answer, 'error')
  const code = error === undefined ? undefined : shortNumber(error, 'code')
  const backoffSec = error === undefined ? undefined : shortNumber(error, 'backoff')
  const text = error === undefined ? undefined : optionalText(error, 'text')
  return {
    code: code ?? 0,
    text: text ?? '',
    ...(backoffSec === undefined ? {} : { backoffSec }),
  }
}

function shortNumber(error: WireNode, name: string): number | undefined {
  const text = error.attrs[name] ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** Whether this is an answer (to a request of ours) rather than a request of the service. */
export function isIqAnswer(stanza: WireNode): boolean {
  const type = stanza.attrs['type']
  return stanza.tag === 'iq' && (type === 'result' || type === 'error')
}
