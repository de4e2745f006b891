import { bareJid, jidParts, makeJid, parseJid, type Jid, type Server } from './jid.ts'

/** Where status posts go to and come from. */
export const STATUS = parseJid('status@broadcast')

/** Servers whose people are the same as those of a plain one. */
const plainServer: ReadonlyMap<Server, Server> = new Map<Server, Server>([
  ['hosted', 's.whatsapp.net'],
  ['c.us', 's.whatsapp.net'],
  ['hosted.lid', 'lid'],
])

/**
 * The account behind an address, as a chat is named after it: without the device, and at the plain
 * server for a hosted one (chapter 05 section 3).
 */
export function accountOf(jid: Jid): Jid {
  const { user, server } = jidParts(jid)
  const plain = plainServer.get(server)
  return plain === undefined ? bareJid(jid) : makeJid(user, plain)
}

/** The same account under this device number. Throws JidError where addresses have no devices. */
export function deviceOf(account: Jid, device: number): Jid {
  const { user, server } = jidParts(account)
  return makeJid(user, server, device)
}

/** Servers whose devices have sessions (chapter 04 section 2). */
const deviceServers: readonly Server[] = ['s.whatsapp.net', 'lid', 'hosted', 'hosted.lid']

/** Whether this names a device of somebody, with which there can be a session. */
export function isDevice(jid: Jid): boolean {
  const { user, server } = jidParts(jid)
  return user !== '' && deviceServers.includes(server)
}

/** Whether this is a group. */
export function isGroup(jid: Jid): boolean {
  return jid.endsWith('@g.us')
}

/** Whether this is the hidden address of a person, with or without a device. */
export function isLid(jid: Jid): boolean {
  return jid.endsWith('@lid')
}

/** Whether this is a person's phone-number address, with or without a device. */
export function isPhoneNumber(jid: Jid): boolean {
  return jid.endsWith('@s.whatsapp.net') && jid.length > '@s.whatsapp.net'.length
}
