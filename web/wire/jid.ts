/** Everything behind the @ of an address. One list for parser, maker and codec. */
export const SERVERS = [
  's.whatsapp.net',
  'lid',
  'g.us',
  'broadcast',
  'newsletter',
  'c.us',
  'hosted',
  'hosted.lid',
  'bot',
  'call',
  'msgr',
  'interop',
] as const

export type Server = (typeof SERVERS)[number]

/** An address in canonical text: `user:device@server`, `user@server`, or a server alone. */
export type Jid = string & { readonly __jid: unique symbol }

/** What an address is made of. `user` is '' for a server alone; device 0 is the account itself. */
export interface JidParts {
  readonly user: string
  readonly server: Server
  readonly device: number
}

export type JidErrorCode =
  | 'unknown-server'
  | 'bad-user'
  | 'bad-device'
  /** Readable, but another text is the canonical one for the same address (`:0`, `@server`). */
  | 'not-canonical'

/** The text is no address. The message names the rule and never the text: it may be a number. */
export class JidError extends Error {
  readonly code: JidErrorCode
  constructor(code: JidErrorCode) {
    super(`malformed address: ${code}`)
    this.name = 'JidError'
    this.code = code
  }
}

/** Highest device number an address on this server can carry on the wire; 0: none has a device. */
const HIGHEST_DEVICE: ReadonlyMap<string, number> = new Map<Server, number>([
  ['s.whatsapp.net', 255],
  ['lid', 255],
  ['g.us', 0],
  ['broadcast', 0],
  ['newsletter', 0],
  ['c.us', 0],
  ['hosted', 255],
  ['hosted.lid', 255],
  ['bot', 0],
  ['call', 0],
  ['msgr', 65535],
  ['interop', 65535],
])

/** The service itself: where queries about no one in particular go. */
export const SERVICE = makeJid('', 's.whatsapp.net')

/** Whether addresses behind this @ can name a device. */
export function hasDevices(server: string): boolean {
  return (HIGHEST_DEVICE.get(server) ?? 0) > 0
}

/**
 * Checks an address and brands it. Only the canonical text passes, so equal addresses are equal
 * strings. Throws JidError.
 */
export function parseJid(text: string): Jid {
  const parts = splitJid(text)
  if (typeof parts === 'string') throw new JidError(parts)
  return text as Jid
}

/** Whether the text is an address in canonical form. */
export function isJid(text: string): text is Jid {
  return typeof splitJid(text) !== 'string'
}

/**
 * Puts an address together; device 0 is the account itself and is not written. Throws JidError
 * when no such address exists (a device on a group, a number above what the server allows).
 */
export function makeJid(user: string, server: Server, device = 0): Jid {
  const highest = HIGHEST_DEVICE.get(server)
  if (highest === undefined) throw new JidError('unknown-server')
  if (!Number.isInteger(device) || device < 0 || device > highest) throw new JidError('bad-device')
  if (user === '') {
    if (device !== 0) throw new JidError('bad-user')
    return server as string as Jid
  }
  if (!isUser(user, highest > 0)) throw new JidError('bad-user')
  return (device === 0 ? `${user}@${server}` : `${user}:${device}@${server}`) as Jid
}

/** The parts of an address. Throws JidError only for a text that was branded by force. */
export function jidParts(jid: Jid): JidParts {
  const parts = splitJid(jid)
  if (typeof parts === 'string') throw new JidError(parts)
  return parts
}

/** The same address without its device: the account behind it. */
export function bareJid(jid: Jid): Jid {
  const colon = jid.indexOf(':')
  return colon < 0 ? jid : ((jid.slice(0, colon) + jid.slice(jid.indexOf('@'))) as Jid)
}

/** Parts of a canonical address, or the rule the text breaks. The codec's way in: it never throws. */
export function splitJid(text: string): JidParts | JidErrorCode {
  const at = text.indexOf('@')
  const server = at < 0 ? text : text.slice(at + 1)
  const highest = HIGHEST_DEVICE.get(server)
  if (highest === undefined) return 'unknown-server'
  if (at < 0) return { user: '', server: server as Server, device: 0 }
  if (at === 0) return 'not-canonical'
  const colon = text.indexOf(':')
  const user = text.slice(0, colon < 0 ? at : colon)
  if (!isUser(user, highest > 0)) return 'bad-user'
  if (colon < 0) return { user, server: server as Server, device: 0 }
  const device = readDevice(text, colon + 1, at)
  if (device < 0 || device > highest) return 'bad-device'
  return device === 0 ? 'not-canonical' : { user, server: server as Server, device }
}

/**
 * Whether the text can stand before the @: visible ASCII without @ and colon. Where addresses
 * carry devices, the retired spellings `number.agent` and `number_agent` are refused too, since
 * other readers take the agent for something else than a part of the name.
 */
export function isUser(text: string, withDevices: boolean): boolean {
  let separators = 0
  let others = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x30 && code <= 0x39) continue
    if (code <= 0x20 || code >= 0x7f || code === COLON || code === AT_SIGN) return false
    if (code === DOT || code === UNDERSCORE) separators++
    else others++
  }
  return text.length > 0 && (separators !== 1 || others > 0 || !withDevices)
}

const DOT = 0x2e
const COLON = 0x3a
const AT_SIGN = 0x40
const UNDERSCORE = 0x5f

/** Decimal digits between two positions, without leading zeros; -1 for anything else. */
function readDevice(text: string, from: number, to: number): number {
  const length = to - from
  if (length < 1 || length > 5 || (length > 1 && text.charCodeAt(from) === 0x30)) return -1
  let device = 0
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return -1
    device = device * 10 + digit
  }
  return device
}
