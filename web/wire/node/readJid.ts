import { hasDevices, isUser, SERVERS } from '../jid.ts'
import * as layout from './layout.ts'
import { NIBBLES } from './packed.ts'
import { packedCount, type StanzaReader } from './reader.ts'
import { keepJid, recallJid } from './recentJids.ts'

/**
 * A text that may be one of the four address forms, as canonical text. A server nobody knows is let
 * through in JID_PAIR, so that a new kind of address does not cost the whole stanza.
 */
export function readText(reader: StanzaReader, header: number): string {
  switch (header) {
    case layout.JID_PAIR:
      return readPair(reader)
    case layout.AD_JID:
      return readDeviceJid(reader)
    case layout.FB_JID:
      return readMessengerJid(reader)
    case layout.INTEROP_JID:
      return readInteropJid(reader)
    default:
      return reader.plain(header)
  }
}

/** What stands behind the name in an address, ready to be appended. */
interface Ending {
  readonly server: string
  readonly text: string
  readonly withDevices: boolean
}

function endingOf(server: string): Ending {
  return { server, text: `@${server}`, withDevices: hasDevices(server) }
}

const KNOWN_ENDINGS: ReadonlyMap<string, Ending> = new Map(
  SERVERS.map((server) => [server, endingOf(server)]),
)

/** Each device's ending on one server, in order of the device; 0 is the account itself. */
function deviceEndings(server: string): readonly string[] {
  return Array.from({ length: 256 }, (_, device) => `${device === 0 ? '' : `:${device}`}@${server}`)
}

const PHONE_ENDINGS = deviceEndings('s.whatsapp.net')
const LID_ENDINGS = deviceEndings('lid')
const HOSTED_ENDINGS = deviceEndings('hosted')
const HOSTED_LID_ENDINGS = deviceEndings('hosted.lid')

/** JID_PAIR: user, server. No user means the server itself. */
function readPair(reader: StanzaReader): string {
  const header = reader.byte()
  if (header === layout.NIBBLE_8) {
    const at = reader.skipPacked()
    const { server, text, withDevices } = readServer(reader)
    return packedCount(reader.bytes[at] ?? 0) === 0
      ? server
      : joinPacked(reader, at, text, withDevices)
  }
  const user = reader.plain(header)
  const { server, text, withDevices } = readServer(reader)
  return user === '' ? server : join(reader, user, text, withDevices)
}

function readServer(reader: StanzaReader): Ending {
  const server = reader.plain(reader.byte())
  if (server === '') reader.fail('bad-jid')
  return KNOWN_ENDINGS.get(server) ?? endingOf(server)
}

/** AD_JID: domain type, device, user. */
function readDeviceJid(reader: StanzaReader): string {
  const domain = reader.byte()
  const endings = endingsOfDomain(domain) ?? reader.fail('bad-domain')
  const ending = endings[reader.byte()] ?? ''
  const header = reader.byte()
  if (header === layout.NIBBLE_8) return joinPacked(reader, reader.skipPacked(), ending, true)
  return join(reader, reader.plain(header), ending, true)
}

/** Even numbers with the high bit all mean hosted (web client, whatsapp-rust, zapo). */
function endingsOfDomain(domain: number): readonly string[] | undefined {
  if (domain === layout.DOMAIN_PHONE) return PHONE_ENDINGS
  if (domain === layout.DOMAIN_LID) return LID_ENDINGS
  if (domain === layout.DOMAIN_HOSTED_LID) return HOSTED_LID_ENDINGS
  return (domain & 0x81) === layout.DOMAIN_HOSTED ? HOSTED_ENDINGS : undefined
}

/** FB_JID: user, device of 16 bits, server, which must be msgr. */
function readMessengerJid(reader: StanzaReader): string {
  const user = reader.plain(reader.byte())
  const device = reader.uint16()
  if (reader.plain(reader.byte()) !== 'msgr') reader.fail('bad-jid')
  return join(reader, user, device === 0 ? '@msgr' : `:${device}@msgr`, true)
}

/** INTEROP_JID: user, device and integrator of 16 bits each, server, which must be interop. */
function readInteropJid(reader: StanzaReader): string {
  const user = reader.plain(reader.byte())
  const device = reader.uint16()
  const integrator = reader.uint16()
  if (reader.plain(reader.byte()) !== 'interop') reader.fail('bad-jid')
  const ending = device === 0 ? '@interop' : `:${device}@interop`
  return `${integrator}-${join(reader, user, ending, true)}`
}

/** Puts an address together; the name must not bring an @ or a colon of its own. */
function join(reader: StanzaReader, user: string, ending: string, withDevices: boolean): string {
  if (!isUser(user, user.length, withDevices)) reader.fail('bad-jid')
  return user + ending
}

/** The same for a name that is still packed; its count stands at the position. */
function joinPacked(
  reader: StanzaReader,
  at: number,
  ending: string,
  withDevices: boolean,
): string {
  const known = recallJid(reader.bytes, at, ending)
  if (known !== undefined) return known
  const jid = reader.unpack(NIBBLES, at, ending)
  if (!isUser(jid, jid.length - ending.length, withDevices)) reader.fail('bad-jid')
  keepJid(reader.bytes, at, ending, jid)
  return jid
}
