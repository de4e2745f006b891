import { bytesOf, child, children, type WireNode } from '../node/node.ts'
import { parseJid, type Jid } from '../jid.ts'
import { StanzaError } from './stanzaError.ts'

/** The attribute's text. Throws StanzaError 'missing-attribute' when it is absent or empty. */
export function requiredText(stanza: WireNode, name: string): string {
  const value = optionalText(stanza, name)
  if (value === undefined) throw new StanzaError('missing-attribute', `${stanza.tag}@${name}`)
  return value
}

/** The attribute's text; absent when missing or empty, because some senders drop empty ones. */
export function optionalText(stanza: WireNode, name: string): string | undefined {
  const value = stanza.attrs[name]
  return value === undefined || value === '' ? undefined : value
}

/**
 * A whole number from 0 to 2^53-1 in decimal digits. Throws StanzaError 'bad-number' for any other
 * text; absent when the attribute is.
 */
export function optionalCount(stanza: WireNode, name: string): number | undefined {
  const text = optionalText(stanza, name)
  if (text === undefined) return undefined
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw new StanzaError('bad-number', `${stanza.tag}@${name}`)
  return value
}

/** As `optionalCount`, but the attribute must be there. */
export function requiredCount(stanza: WireNode, name: string): number {
  const value = optionalCount(stanza, name)
  if (value === undefined) throw new StanzaError('missing-attribute', `${stanza.tag}@${name}`)
  return value
}

/** A well-formed address. Throws StanzaError 'bad-address'; absent when the attribute is. */
export function optionalJid(stanza: WireNode, name: string): Jid | undefined {
  const text = optionalText(stanza, name)
  if (text === undefined) return undefined
  try {
    return parseJid(text)
  } catch {
    throw new StanzaError('bad-address', `${stanza.tag}@${name}`)
  }
}

/** As `optionalJid`, but the attribute must be there. */
export function requiredJid(stanza: WireNode, name: string): Jid {
  const jid = optionalJid(stanza, name)
  if (jid === undefined) throw new StanzaError('missing-attribute', `${stanza.tag}@${name}`)
  return jid
}

/** The first child with this tag. Throws StanzaError 'missing-child'. */
export function requiredChild(stanza: WireNode, tag: string): WireNode {
  const found = child(stanza, tag)
  if (found === undefined) throw new StanzaError('missing-child', `${stanza.tag}>${tag}`)
  return found
}

/** The stanza's bytes, at least one and at most `limit`. Throws 'missing-content', 'bad-length'. */
export function requiredContent(stanza: WireNode, limit: number): Uint8Array {
  const bytes = bytesOf(stanza)
  if (bytes.length === 0) throw new StanzaError('missing-content', stanza.tag)
  if (bytes.length > limit) throw new StanzaError('bad-length', stanza.tag)
  return bytes
}

/** A field, or nothing when it has no value: absent fields stay absent. */
export function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [K in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in Name]?: Value })
}

/** Throws StanzaError 'wrong-tag' unless the stanza has this tag. */
export function requireTag(stanza: WireNode, tag: string): void {
  if (stanza.tag !== tag) throw new StanzaError('wrong-tag', stanza.tag)
}

/** How many attributes and children this build has no name for. They are tolerated and counted. */
export function countUnknown(
  stanza: WireNode,
  known: { readonly attrs?: readonly string[]; readonly children?: readonly string[] },
): number {
  let count = 0
  for (const name of Object.keys(stanza.attrs)) if (!known.attrs?.includes(name)) count++
  for (const inner of children(stanza)) if (!known.children?.includes(inner.tag)) count++
  return count
}
