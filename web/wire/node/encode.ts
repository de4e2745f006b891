import { type JidSpan, locateJid, type Server } from '../jid.ts'
import { ADDRESS_ATTRIBUTES } from './addresses.ts'
import * as layout from './layout.ts'
import type { WireNode } from './node.ts'
import { NodeError } from './nodeError.ts'
import { HEX_DIGITS, NIBBLES } from './packed.ts'
import { LONGEST_PACKABLE_TOKEN, LONGEST_TOKEN, tokenCodes } from './tokens.ts'
import { NodeWriter } from './writer.ts'

/**
 * Writes one stanza: the flag byte 0, then the node. Uses the shortest form of every text, so equal
 * nodes with equal attribute order give equal bytes. Content is always written as bytes or as a
 * list. Throws NodeError, among others 'bad-jid' when an attribute that holds an address holds
 * anything but a canonical one; nothing is written then.
 */
export function encodeNode(root: WireNode): Uint8Array {
  const writer = new NodeWriter()
  writer.byte(0)
  writeNode(writer, root, 0)
  return writer.finish()
}

function writeNode(writer: NodeWriter, node: WireNode, depth: number): void {
  if (depth >= layout.MAX_DEPTH) throw new NodeError('too-deep', 0, depth)
  const { tag, attrs, content } = node
  let entries = content === undefined ? 1 : 2
  for (const _ in attrs) entries += 2
  writer.list(entries, depth)
  if (typeof tag !== 'string') throw new NodeError('bad-text', 0, depth)
  if (tag === '') throw new NodeError('empty-tag', 0, depth)
  writePlain(writer, tag, depth)
  for (const key in attrs) {
    if (key === '') throw new NodeError('empty-key', 0, depth)
    writePlain(writer, key, depth)
    writeValue(writer, key, attrs[key], depth)
  }
  if (content !== undefined) writeContent(writer, content, depth)
}

function writeContent(
  writer: NodeWriter,
  content: Uint8Array | readonly WireNode[],
  depth: number,
): void {
  if (content instanceof Uint8Array) {
    writer.binary(content)
    return
  }
  if (!Array.isArray(content)) throw new NodeError('bad-content', 0, depth)
  writer.list(content.length, depth)
  for (const child of content) writeNode(writer, child, depth + 1)
}

function writeValue(
  writer: NodeWriter,
  key: string,
  value: string | undefined,
  depth: number,
): void {
  if (typeof value !== 'string') throw new NodeError('bad-text', 0, depth)
  const mustBeJid = ADDRESS_ATTRIBUTES.has(key)
  // Whatever is short enough to be a token or packed holds no @.
  if (!mustBeJid && writeShort(writer, value)) return
  if (mustBeJid || value.includes('@')) {
    const span = locateJid(value)
    if (typeof span !== 'string' && span.server !== 'interop') {
      if (span.userLength === 0) writePlain(writer, value, depth)
      else writeJid(writer, value, span, depth)
      return
    }
    if (mustBeJid) throw new NodeError('bad-jid', 0, depth)
  }
  writer.text(value, depth)
}

/**
 * An address as the form its server asks for. INTEROP_JID is read but never written: this client
 * does not talk to other networks, and readers disagree about its bytes.
 */
function writeJid(
  writer: NodeWriter,
  jid: string,
  { userLength, server, device }: JidSpan,
  depth: number,
): void {
  const domain = device > 0 ? DOMAINS[server] : undefined
  if (domain !== undefined) {
    writer.byte(layout.AD_JID)
    writer.byte(domain)
    writer.byte(device)
    writeUser(writer, jid, userLength, depth)
  } else if (server === 'msgr') {
    writer.byte(layout.FB_JID)
    writeUser(writer, jid, userLength, depth)
    writer.byte(device >> 8)
    writer.byte(device)
    writePlain(writer, server, depth)
  } else {
    writer.byte(layout.JID_PAIR)
    writeUser(writer, jid, userLength, depth)
    writePlain(writer, server, depth)
  }
}

const DOMAINS: Readonly<Partial<Record<Server, number>>> = {
  's.whatsapp.net': layout.DOMAIN_PHONE,
  lid: layout.DOMAIN_LID,
  hosted: layout.DOMAIN_HOSTED,
  'hosted.lid': layout.DOMAIN_HOSTED_LID,
}

/** The name in front of the @; a number is packed where it stands. */
function writeUser(writer: NodeWriter, jid: string, length: number, depth: number): void {
  if (length <= LONGEST_PACKABLE_TOKEN || length > layout.LONGEST_PACKED) {
    writePlain(writer, jid.slice(0, length), depth)
  } else if (!writer.packed(layout.NIBBLE_8, NIBBLES.halfOf, jid, length)) {
    writePlain(writer, jid.slice(0, length), depth)
  }
}

/** A text by the first rule that fits: token, packed digits, packed hex, UTF-8. */
function writePlain(writer: NodeWriter, text: string, depth: number): void {
  if (!writeShort(writer, text)) writer.text(text, depth)
}

/** A token or a packed text. False, and nothing written, for all others. */
function writeShort(writer: NodeWriter, text: string): boolean {
  const { length } = text
  if (length <= LONGEST_TOKEN) {
    const code = tokenCodes.get(text)
    if (code !== undefined) {
      writer.token(code)
      return true
    }
  }
  if (length === 0 || length > layout.LONGEST_PACKED) return false
  return (
    writer.packed(layout.NIBBLE_8, NIBBLES.halfOf, text, length) ||
    writer.packed(layout.HEX_8, HEX_DIGITS.halfOf, text, length)
  )
}
