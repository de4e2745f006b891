import { child, node, type WireNode } from '../node/node.ts'
import type { Jid } from '../jid.ts'
import { iqRequest } from './iq.ts'
import { optionalText, requiredText } from './reading.ts'

/** What the service has for a picture request. */
export type PictureAnswer =
  | { readonly kind: 'found'; readonly id: string; readonly url: string }
  /** The known one is still the newest. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'none' }

/** Asks for the small picture of an account (chapter 06 section 4). Never with a token for oneself. */
export function pictureRequest(id: string, target: Jid, knownId?: string): WireNode {
  const attrs = { type: 'preview', query: 'url', ...(knownId === undefined ? {} : { id: knownId }) }
  return iqRequest(id, 'get', 'w:profile:picture', [node('picture', attrs)], { target })
}

/** Reads the `<picture>` of a result. Throws StanzaError 'missing-attribute' (id, url). */
export function parsePicture(answer: WireNode): PictureAnswer {
  const picture = child(answer, 'picture')
  if (picture === undefined) return { kind: 'none' }
  const status = optionalText(picture, 'status')
  if (status === '304') return { kind: 'unchanged' }
  if (status === '204') return { kind: 'none' }
  return { kind: 'found', id: requiredText(picture, 'id'), url: requiredText(picture, 'url') }
}
