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

/** Which picture is asked for, and by what right. */
export interface PictureWish {
  /** The large one instead of the small one. */
  readonly large?: boolean
  /** What the person gave us. Never for oneself: the service then does not answer. */
  readonly token?: Uint8Array
}

/**
 * Asks for the picture of an account or a group (chapter 06 section 4). `knownId`: of the picture
 * that is here already.
 */
export function pictureRequest(
  id: string,
  target: Jid,
  knownId?: string,
  { large = false, token }: PictureWish = {},
): WireNode {
  const attrs = {
    type: large ? 'image' : 'preview',
    query: 'url',
    ...(knownId === undefined ? {} : { id: knownId }),
  }
  const picture =
    token === undefined
      ? node('picture', attrs)
      : node('picture', attrs, [node('tctoken', {}, token)])
  return iqRequest(id, 'get', 'w:profile:picture', [picture], { target })
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
