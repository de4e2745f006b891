import { bareJid, isJid, jidParts, makeJid, type Jid } from '../../../web/wire/jid.ts'
import { child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { learnLid, learnPair, numberBehind } from './addresses.ts'
import type { DeviceCore, KnownGroup } from './core.ts'
import { isOwn } from './core.ts'
import { DeviceError } from './deviceError.ts'
import { deviceQuery, readDeviceLists } from './usync.ts'

/** The devices of users, each in the address form asked for; unknown users count as device 0. */
export async function devicesOf(core: DeviceCore, users: readonly Jid[]): Promise<Jid[]> {
  const unknown = users.filter((user) => !core.lists.has(user))
  if (unknown.length > 0) {
    const answer = await core.request((id) => deviceQuery(id, unknown))
    for (const { user, lid, devices } of readDeviceLists(answer)) {
      learnPair(core.state, user, lid)
      if (devices !== undefined) core.lists.set(user, devices)
    }
  }
  return users.flatMap((user) => core.lists.get(user) ?? [user])
}

/** Which address a person is written to under, in this device's manner. */
export async function resolve(core: DeviceCore, person: Jid): Promise<Jid> {
  const { user, server } = jidParts(person)
  const { addressing } = core.manner()
  if (server === 'lid') {
    const number = addressing === 'number' ? numberBehind(core.state, user) : undefined
    return number === undefined ? bareJid(person) : makeJid(number, 's.whatsapp.net')
  }
  if (server !== 's.whatsapp.net' || addressing === 'number') return bareJid(person)
  if (isOwn(core, person)) return core.account.lid as Jid
  if (!core.state.lids.has(user)) await devicesOf(core, [bareJid(person)])
  const lid = core.state.lids.get(user)
  return lid === undefined ? bareJid(person) : makeJid(lid, 'lid')
}

/** A group's members, asked for once. @throws DeviceError 'refused' */
export async function groupOf(core: DeviceCore, group: Jid): Promise<KnownGroup> {
  const known = core.groups.get(group)
  if (known !== undefined) return known
  const answer = await core.request((id) =>
    node('iq', { id, to: group, type: 'get', xmlns: 'w:g2' }, [
      node('query', { request: 'interactive' }),
    ]),
  )
  const found = child(answer, 'group')
  if (found === undefined) throw new DeviceError('refused', 'the service knows no such group')
  const read = readGroup(core, found)
  core.groups.set(group, read)
  return read
}

/** Reads a `<group>` and learns the LIDs it names. */
export function readGroup(core: DeviceCore, group: WireNode): KnownGroup {
  const members = children(group).flatMap(({ tag, attrs }) => {
    const jid = attrs['jid'] ?? ''
    if (tag !== 'participant' || !isJid(jid)) return []
    learnPair(core.state, jid, attrs['lid'] ?? attrs['phone_number'])
    return [jid]
  })
  const mode = group.attrs['addressing_mode']
  const isLid = mode === 'lid' || (mode === undefined && members.some(isLidJid))
  return {
    addressing: isLid ? 'lid' : 'pn',
    members,
    subject: group.attrs['subject'] ?? '',
  }
}

function isLidJid(jid: Jid): boolean {
  return jidParts(jid).server === 'lid'
}

/** Forgets what is known of a user's devices, under both addresses. */
export function dropList(core: DeviceCore, user: Jid): void {
  const bare = bareJid(user)
  core.lists.delete(bare)
  const { user: name, server } = jidParts(bare)
  const other = server === 'lid' ? numberBehind(core.state, name) : core.state.lids.get(name)
  if (other !== undefined) {
    core.lists.delete(makeJid(other, server === 'lid' ? 's.whatsapp.net' : 'lid'))
  }
}

/** The account knows its own two addresses from the start. */
export function learnSelf(core: DeviceCore): void {
  learnLid(core.state, core.account.number, jidParts(core.account.lid as Jid).user)
}
