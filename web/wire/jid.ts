/** Everything that can stand behind the @ of an address. */
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

/** Highest device number an address can carry on the wire; elsewhere none has a device. */
const HIGHEST_DEVICE: Readonly<Partial<Record<string, number>>> = {
  's.whatsapp.net': 255,
  lid: 255,
  hosted: 255,
  'hosted.lid': 255,
  msgr: 65535,
  interop: 65535,
}

interface ServerRule {
  readonly server: Server
  /** 0 where addresses have no device. */
  readonly highestDevice: number
}

/** Rules by the length of the server's name: three at most for each. */
const RULES_BY_LENGTH: readonly (readonly ServerRule[])[] = Array.from(
  { length: 15 },
  (_, length) =>
    SERVERS.filter((server) => server.length === length).map((server) => ({
      server,
      highestDevice: HIGHEST_DEVICE[server] ?? 0,
    })),
)

/** The service itself: where queries about no one in particular go. */
export const SERVICE = makeJid('', 's.whatsapp.net')

/** Whether addresses behind this @ can name a device. */
export function hasDevices(server: string): boolean {
  return HIGHEST_DEVICE[server] !== undefined
}

/**
 * Checks an address and brands it. Only the canonical text passes, so equal addresses are equal
 * strings. Throws JidError.
 */
export function parseJid(text: string): Jid {
  const span = locateJid(text)
  if (typeof span === 'string') throw new JidError(span)
  return text as Jid
}

/** Whether the text is an address in canonical form. */
export function isJid(text: string): text is Jid {
  return typeof locateJid(text) !== 'string'
}

/**
 * Puts an address together; device 0 is the account itself and is not written. Throws JidError
 * when no such address exists (a device on a group, a number above what the server allows).
 */
export function makeJid(user: string, server: Server, device = 0): Jid {
  if (user === '' && device === 0) return parseJid(server)
  if (!isUser(user, user.length, hasDevices(server))) throw new JidError('bad-user')
  return parseJid(device === 0 ? `${user}@${server}` : `${user}:${device}@${server}`)
}

/** The parts of an address. Throws JidError only for a text that was branded by force. */
export function jidParts(jid: Jid): JidParts {
  const span = locateJid(jid)
  if (typeof span === 'string') throw new JidError(span)
  return { user: jid.slice(0, span.userLength), server: span.server, device: span.device }
}

/** The same address without its device: the account behind it. */
export function bareJid(jid: Jid): Jid {
  const colon = jid.indexOf(':')
  return colon < 0 ? jid : ((jid.slice(0, colon) + jid.slice(jid.indexOf('@'))) as Jid)
}

/** Where the parts of an address stand in its text; the user comes first. */
export interface JidSpan {
  readonly userLength: number
  readonly server: Server
  readonly device: number
}

/** Finds the parts of a canonical address, or names the rule that the text breaks. Never throws. */
export function locateJid(text: string): JidSpan | JidErrorCode {
  const at = text.indexOf('@')
  const rule = ruleBehind(text, at + 1)
  if (rule === undefined) return 'unknown-server'
  const { server, highestDevice } = rule
  if (at < 0) return { userLength: 0, server, device: 0 }
  if (at === 0) return 'not-canonical'
  const colon = text.indexOf(':')
  const userLength = colon < 0 ? at : colon
  if (!isUser(text, userLength, highestDevice > 0)) return 'bad-user'
  if (colon < 0) return { userLength, server, device: 0 }
  const device = readDevice(text, colon + 1, at)
  if (device < 0 || highestDevice === 0 || device > highestDevice) return 'bad-device'
  return device === 0 ? 'not-canonical' : { userLength, server, device }
}

function ruleBehind(text: string, from: number): ServerRule | undefined {
  const candidates = RULES_BY_LENGTH[text.length - from] ?? []
  for (let index = 0; index < candidates.length; index++) {
    const rule = candidates[index]
    if (rule !== undefined && text.endsWith(rule.server)) return rule
  }
  return undefined
}

const DOT = 0x2e
const COLON = 0x3a
const AT_SIGN = 0x40
const UNDERSCORE = 0x5f

/**
 * Whether the first `length` characters can stand before the @: visible ASCII without @ and colon.
 * Where addresses carry devices, the retired spellings `number.agent` and `number_agent` are
 * refused too, since other readers take the agent for something else than a part of the name.
 */
export function isUser(text: string, length: number, withDevices: boolean): boolean {
  let separators = 0
  let others = 0
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x30 && code <= 0x39) continue
    if (code <= 0x20 || code >= 0x7f || code === COLON || code === AT_SIGN) return false
    if (code === DOT || code === UNDERSCORE) separators++
    else others++
  }
  return length > 0 && (separators !== 1 || others > 0 || !withDevices)
}

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
