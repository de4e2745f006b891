import { hasDevices, isUser } from '../jid.ts'
import * as layout from './layout.ts'
import type { WireNode } from './node.ts'
import { NodeError, type NodeErrorCode } from './nodeError.ts'
import { HEX_DIGITS, NIBBLES, type PackedAlphabet } from './packed.ts'
import { double, single } from './tokens/dictionary3.ts'
import { readUtf8 } from './utf8.ts'

/**
 * Reads one stanza: flag byte, node, nothing behind it. Every spelling of a text is accepted and
 * addresses come out as canonical text. Content bytes are a view into `frame`, which therefore must
 * not be written to afterwards. Throws NodeError; 'compressed' when the flag asks for inflation.
 */
export function decodeNode(frame: Uint8Array): WireNode {
  const flag = frame[0]
  if (flag === undefined) throw new NodeError('empty-frame')
  if ((flag & layout.COMPRESSED_FLAG) !== 0) {
    throw new NodeError(frame.length === 1 ? 'stream-end' : 'compressed')
  }
  if (frame.length === 1) throw new NodeError('empty-frame')
  return decodeBody(frame, 1)
}

/** Reads the node that fills `bytes` from a position on. Throws NodeError. */
export function decodeBody(bytes: Uint8Array, from: number): WireNode {
  if (bytes.length - from > layout.MAX_READ_BYTES) throw new NodeError('too-large')
  return new NodeReader(bytes, from).whole()
}

const NO_ATTRS: Readonly<Record<string, string>> = Object.freeze({})

/** A position in one stanza. Single use. */
class NodeReader {
  readonly #bytes: Uint8Array
  #at: number
  #depth = 0

  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes
    this.#at = from
  }

  whole(): WireNode {
    const root = this.#node()
    if (this.#at !== this.#bytes.length) this.#fail('leftover-bytes')
    return root
  }

  #fail(code: NodeErrorCode): never {
    throw new NodeError(code, this.#at, this.#depth)
  }

  #byte(): number {
    const value = this.#bytes[this.#at]
    if (value === undefined) this.#fail('truncated')
    this.#at++
    return value
  }

  #uint16(): number {
    return (this.#byte() << 8) | this.#byte()
  }

  /** Moves over `length` bytes and returns where they begin. */
  #skip(length: number): number {
    const start = this.#at
    if (length > this.#bytes.length - start) this.#fail('truncated')
    this.#at = start + length
    return start
  }

  #node(): WireNode {
    const entries = this.#listSize(this.#byte())
    if (entries === 0) this.#fail('empty-node')
    const tag = this.#plain(this.#byte())
    if (tag === '') this.#fail('empty-tag')
    const attrs = entries > 2 ? this.#attributes((entries - 1) >> 1) : NO_ATTRS
    if ((entries & 1) === 1) return { tag, attrs }
    const content = this.#content()
    return content === undefined ? { tag, attrs } : { tag, attrs, content }
  }

  #listSize(header: number): number {
    if (header === layout.LIST_8) return this.#byte()
    if (header === layout.LIST_16) return this.#uint16()
    if (header === layout.LIST_EMPTY) return 0
    this.#at--
    return this.#fail('not-a-list')
  }

  #attributes(count: number): Record<string, string> {
    const attrs: Record<string, string> = {}
    for (let left = count; left > 0; left--) {
      const key = this.#plain(this.#byte())
      if (key === '') this.#fail('empty-key')
      const value = this.#text(this.#byte())
      if (key === '__proto__') define(attrs, key, value)
      else attrs[key] = value
    }
    return attrs
  }

  #content(): Uint8Array | WireNode[] | undefined {
    const header = this.#byte()
    switch (header) {
      case layout.LIST_EMPTY:
        return undefined
      case layout.LIST_8:
      case layout.LIST_16:
        return this.#children(this.#listSize(header))
      case layout.BINARY_8:
      case layout.BINARY_20:
      case layout.BINARY_32: {
        const length = this.#binaryLength(header)
        const start = this.#skip(length)
        return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + start, length)
      }
      default:
        return textEncoder.encode(this.#text(header))
    }
  }

  #children(count: number): WireNode[] | undefined {
    if (count === 0) return undefined
    if (this.#depth + 1 >= layout.MAX_DEPTH) this.#fail('too-deep')
    this.#depth++
    const nodes: WireNode[] = []
    for (let left = count; left > 0; left--) nodes.push(this.#node())
    this.#depth--
    return nodes
  }

  #binaryLength(header: number): number {
    if (header === layout.BINARY_8) return this.#byte()
    if (header === layout.BINARY_20) return ((this.#byte() & 0x0f) << 16) | this.#uint16()
    return this.#uint16() * 0x10000 + this.#uint16()
  }

  /** A text that may also be one of the address forms. */
  #text(header: number): string {
    switch (header) {
      case layout.JID_PAIR:
        return this.#jidPair()
      case layout.AD_JID:
        return this.#deviceJid()
      case layout.FB_JID:
        return this.#messengerJid()
      case layout.INTEROP_JID:
        return this.#interopJid()
      default:
        return this.#plain(header)
    }
  }

  /** A text that is no address form: token, packed, bytes, or the empty list for an empty text. */
  #plain(header: number): string {
    if (header < layout.DICTIONARY_0) return single[header] ?? ''
    switch (header) {
      case layout.NIBBLE_8:
        return this.#packed(NIBBLES)
      case layout.HEX_8:
        return this.#packed(HEX_DIGITS)
      case layout.BINARY_8:
      case layout.BINARY_20:
      case layout.BINARY_32: {
        const length = this.#binaryLength(header)
        const start = this.#skip(length)
        return readUtf8(this.#bytes, start, start + length) ?? this.#fail('bad-utf8')
      }
      default:
        break
    }
    if (header <= layout.DICTIONARY_3) {
      return double[header - layout.DICTIONARY_0]?.[this.#byte()] ?? ''
    }
    this.#at--
    if (header < layout.INTEROP_JID) this.#fail('unassigned-byte')
    return this.#fail(
      header === layout.LIST_8 || header === layout.LIST_16 ? 'not-text' : 'unexpected-jid',
    )
  }

  #packed({ pairs, lasts }: PackedAlphabet): string {
    const head = this.#byte()
    const length = head & 0x7f
    const start = this.#skip(length)
    const end = head > 0x7f ? start + length - 1 : start + length
    if (end < start) this.#fail('bad-packing')
    let text = ''
    for (let at = start; at < end; at++) {
      text += pairs[this.#bytes[at] ?? 0] ?? this.#fail('bad-packing')
    }
    if (head > 0x7f) text += lasts[this.#bytes[end] ?? 0] ?? this.#fail('bad-packing')
    return text
  }

  /** The name in front of the @, which must not bring an @ or a colon of its own. */
  #user(): string {
    const user = this.#plain(this.#byte())
    if (!isUser(user, true)) this.#fail('bad-jid')
    return user
  }

  /** user, server. An empty user means the server itself; a server nobody knows is let through. */
  #jidPair(): string {
    const user = this.#plain(this.#byte())
    const server = this.#plain(this.#byte())
    if (server === '') this.#fail('bad-jid')
    if (user === '') return server
    if (!isUser(user, hasDevices(server))) this.#fail('bad-jid')
    return `${user}@${server}`
  }

  /** domain type, device, user. */
  #deviceJid(): string {
    const domain = this.#byte()
    const device = this.#byte()
    const server = this.#domainServer(domain)
    const user = this.#user()
    return device === 0 ? `${user}@${server}` : `${user}:${device}@${server}`
  }

  /** Even numbers with the high bit all mean hosted (web client, whatsapp-rust, zapo). */
  #domainServer(domain: number): string {
    if (domain === layout.DOMAIN_PHONE) return 's.whatsapp.net'
    if (domain === layout.DOMAIN_LID) return 'lid'
    if (domain === layout.DOMAIN_HOSTED_LID) return 'hosted.lid'
    if ((domain & 0x81) === layout.DOMAIN_HOSTED) return 'hosted'
    return this.#fail('bad-domain')
  }

  /** user, device of 16 bits, server, which must be msgr. */
  #messengerJid(): string {
    const user = this.#user()
    const device = this.#uint16()
    if (this.#plain(this.#byte()) !== 'msgr') this.#fail('bad-jid')
    return device === 0 ? `${user}@msgr` : `${user}:${device}@msgr`
  }

  /** user, device and integrator of 16 bits each, server, which must be interop. */
  #interopJid(): string {
    const user = this.#user()
    const device = this.#uint16()
    const integrator = this.#uint16()
    if (this.#plain(this.#byte()) !== 'interop') this.#fail('bad-jid')
    const name = `${integrator}-${user}`
    return device === 0 ? `${name}@interop` : `${name}:${device}@interop`
  }
}

const textEncoder = new TextEncoder()

/** A plain assignment to this one key would set the object's prototype instead. */
function define(attrs: Record<string, string>, key: string, value: string): void {
  Object.defineProperty(attrs, key, { value, enumerable: true, writable: true, configurable: true })
}
