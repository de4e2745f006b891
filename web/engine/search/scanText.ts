import { utf8Decode } from '../../crypto/bytes.ts'
import type { PlainContent } from '../views/contentView.ts'

/*
 * The words of a message without decoding all of it: its fields are walked over, and only those are
 * read that hold text. Numbers of fields are those of message.proto.
 */

const CONVERSATION = 1
const IMAGE = 3
const EXTENDED_TEXT = 6
const DOCUMENT = 7
const AUDIO = 8
const VIDEO = 9
const DEVICE_SENT = 31
const EPHEMERAL = 40
const DOCUMENT_WITH_CAPTION = 53
/** A key for the group, and the context of the message: they stand beside a content. */
const BESIDE: readonly number[] = [2, 15, 35]

const VARINT = 0
const BIT64 = 1
const BYTES = 2
const BIT32 = 5

/** Envelopes in envelopes; more are read by the decoder. */
const DEPTH_LIMIT = 3

/** A stretch of bytes. */
interface Span {
  readonly bytes: Uint8Array
  readonly from: number
  readonly to: number
}

/**
 * The content of a message as `readMessage` gives it, without sizes and lengths. Undefined: it is of a
 * kind that the decoder has to read, or malformed. `fromMe`: an envelope of one's own devices opens.
 */
export function scanText(bytes: Uint8Array, fromMe: boolean): PlainContent | undefined {
  return scanMessage({ bytes, from: 0, to: bytes.length }, fromMe, 0)
}

function scanMessage(span: Span, fromMe: boolean, depth: number): PlainContent | undefined {
  if (depth > DEPTH_LIMIT) return undefined
  let field = 0
  let content: Span | undefined
  const whole = eachField(span, (number, type, from, to) => {
    if (BESIDE.includes(number)) return true
    if (content !== undefined || type !== BYTES) return false
    field = number
    content = { bytes: span.bytes, from, to }
    return true
  })
  if (!whole || content === undefined) return undefined
  return contentOf(field, content, fromMe, depth)
}

function contentOf(
  field: number,
  span: Span,
  fromMe: boolean,
  depth: number,
): PlainContent | undefined {
  switch (field) {
    case CONVERSATION: {
      const text = textOf(span)
      return text === undefined ? undefined : { kind: 'text', text }
    }
    case EXTENDED_TEXT:
      return linkOf(span)
    case IMAGE:
      return mediaOf(span, 3, 25, () => 'image')
    case VIDEO:
      return mediaOf(span, 7, 20, (facts) => (facts.has(8) ? 'gif' : 'video'))
    case AUDIO:
      return mediaOf(span, 0, 21, (facts) => (facts.has(6) ? 'voice' : 'audio'))
    case DOCUMENT:
      return documentOf(span)
    case DEVICE_SENT:
      return fromMe ? scanInside(span, 2, fromMe, depth) : undefined
    case EPHEMERAL:
    case DOCUMENT_WITH_CAPTION:
      return scanInside(span, 1, fromMe, depth)
    default:
      return undefined
  }
}

/** The message in an envelope. */
function scanInside(
  span: Span,
  field: number,
  fromMe: boolean,
  depth: number,
): PlainContent | undefined {
  let inner: Span | undefined
  let count = 0
  const whole = eachField(span, (number, type, from, to) => {
    if (number !== field) return true
    count += 1
    inner = { bytes: span.bytes, from, to }
    return type === BYTES
  })
  if (!whole || inner === undefined || count !== 1) return undefined
  return scanMessage(inner, fromMe, depth + 1)
}

function linkOf(span: Span): PlainContent | undefined {
  const texts = textsOf(span, [1, 2, 5, 6])
  if (texts === undefined) return undefined
  const [text = '', url = '', description = '', title = ''] = texts
  return url === ''
    ? { kind: 'text', text }
    : { kind: 'text', text, link: { url, title, description } }
}

function documentOf(span: Span): PlainContent | undefined {
  const texts = textsOf(span, [3, 8, 20])
  if (texts === undefined) return undefined
  const [title = '', fileName = '', caption = ''] = texts
  const name = fileName || title
  if (caption === '' || name === '')
    return { kind: 'card', card: 'document', text: caption || name }
  return { kind: 'card', card: 'document', text: caption, detail: name }
}

type MediaKind = 'image' | 'gif' | 'video' | 'voice' | 'audio'

/** `caption`: the field with it; 0: it has none. */
function mediaOf(
  span: Span,
  caption: number,
  viewOnce: number,
  kind: (facts: ReadonlySet<number>) => MediaKind,
): PlainContent | undefined {
  const facts = new Set<number>()
  const texts = textsOf(span, [caption], facts)
  if (texts === undefined) return undefined
  if (facts.has(viewOnce)) return { kind: 'card', card: 'view-once', text: '' }
  return { kind: 'card', card: kind(facts), text: texts[0] ?? '' }
}

/** Texts of some fields in their order, and into `facts` the numbers that are not 0. */
function textsOf(
  span: Span,
  fields: readonly number[],
  facts?: Set<number>,
): (string | undefined)[] | undefined {
  const texts: (string | undefined)[] = fields.map(() => undefined)
  let readable = true
  const whole = eachField(span, (number, type, from, to) => {
    if (type === VARINT) {
      if (from !== 0) facts?.add(number)
      else facts?.delete(number)
    }
    const at = fields.indexOf(number)
    if (at < 0) return true
    const text = type === BYTES ? textOf({ bytes: span.bytes, from, to }) : undefined
    texts[at] = text
    readable = text !== undefined
    return readable
  })
  return whole && readable ? texts : undefined
}

function textOf({ bytes, from, to }: Span): string | undefined {
  try {
    return utf8Decode(bytes.subarray(from, to))
  } catch {
    return undefined
  }
}

/**
 * Tells the fields of a message. Of a varint `from` is 0 when its value is 0, else 1; of anything else
 * `from` and `to` are its place. Whether it came to the end and nobody said that it is enough.
 */
function eachField(
  { bytes, from: first, to: end }: Span,
  take: (number: number, type: number, from: number, to: number) => boolean,
): boolean {
  let at = first
  while (at < end) {
    let tag = 0
    let shift = 0
    for (;;) {
      const byte = bytes[at++] ?? 0
      tag |= (byte & 0x7f) << shift
      if (byte < 0x80) break
      shift += 7
      if (shift > 21 || at >= end) return false
    }
    const type = tag & 7
    let from = at
    let to = at
    if (type === VARINT) {
      let any = 0
      let byte: number
      do {
        if (at >= end || at - to > 9) return false
        byte = bytes[at++] ?? 0
        any |= byte & 0x7f
      } while (byte >= 0x80)
      from = any === 0 ? 0 : 1
      to = at
    } else if (type === BYTES) {
      let length = 0
      let weight = 1
      let byte: number
      do {
        if (at >= end || weight > 0x10000000) return false
        byte = bytes[at++] ?? 0
        length += (byte & 0x7f) * weight
        weight *= 0x80
      } while (byte >= 0x80)
      from = at
      to = at += length
    } else if (type === BIT64) to = at += 8
    else if (type === BIT32) to = at += 4
    else return false
    if (at > end || tag >>> 3 === 0) return false
    if (!take(tag >>> 3, type, from, to)) return false
  }
  return at === end
}
