import { jidParts, type Jid, type Server } from '../../wire/jid.ts'

/** Domain types of the servers that carry devices; phone numbers have none written. */
const domainOf: ReadonlyMap<Server, string> = new Map<Server, string>([
  ['s.whatsapp.net', ''],
  ['lid', '_1'],
  ['hosted', '_128'],
  ['hosted.lid', '_129'],
])

/**
 * The name under which keys of a device are kept: `user.device`, and `user_1.device` for a LID. The
 * two addresses of one person are different ones here (chapter 04 section 2). Purely local.
 *
 * @throws Error for an address that has no devices: that is a mistake of the caller.
 */
export function signalAddress(jid: Jid, device = jidParts(jid).device): string {
  const { user, server } = jidParts(jid)
  const domain = domainOf.get(server)
  if (domain === undefined || user === '') throw new Error(`no Signal address at ${server}`)
  return `${user}${domain}.${device}`
}
