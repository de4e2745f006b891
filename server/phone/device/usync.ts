import { isJid, jidParts, makeJid, type Jid, SERVICE } from '../../../web/wire/jid.ts'
import { bytesOf, child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { decodeProto } from '../../../web/wire/proto/codec.ts'
import {
  ADVKeyIndexListSchema,
  ADVSignedKeyIndexListSchema,
} from '../../../web/wire/proto/gen/adv_pb.ts'

/** Asks for the device lists of users, and for their LIDs where they are named by number. */
export function deviceQuery(id: string, users: readonly Jid[]): WireNode {
  const protocols = [node('devices', { version: '2' })]
  if (users.some((jid) => jidParts(jid).server === 's.whatsapp.net')) protocols.push(node('lid'))
  const list = users.map((jid) => node('user', { jid }))
  const usync = node(
    'usync',
    { sid: id, mode: 'query', last: 'true', index: '0', context: 'message' },
    [node('query', {}, protocols), node('list', {}, list)],
  )
  return node('iq', { id, to: SERVICE, type: 'get', xmlns: 'usync' }, [usync])
}

/** One user of the answer. */
export interface UserDevices {
  readonly user: Jid
  readonly lid?: Jid
  /** In the address form of `user`; absent when the service could not say. */
  readonly devices?: readonly Jid[]
}

/** Reads the answer, without devices that the account's own signed list does not name. */
export function readDeviceLists(answer: WireNode): readonly UserDevices[] {
  const list = child(child(answer, 'usync') ?? answer, 'list')
  return children(list ?? answer).flatMap((entry): UserDevices[] => {
    const user = entry.attrs['jid'] ?? ''
    if (entry.tag !== 'user' || !isJid(user)) return []
    const lid = child(entry, 'lid')?.attrs['val'] ?? entry.attrs['lid'] ?? ''
    const devices = readDevices(user, child(entry, 'devices'))
    return [{ user, ...(isJid(lid) ? { lid } : {}), ...(devices ? { devices } : {}) }]
  })
}

function readDevices(user: Jid, devices: WireNode | undefined): Jid[] | undefined {
  const list = devices && child(devices, 'device-list')
  if (devices === undefined || list === undefined) return undefined
  const signed = child(devices, 'key-index-list')
  const indexes = signed && readIndexes(bytesOf(signed))
  const { user: name, server } = jidParts(user)
  return children(list)
    .filter(({ attrs }) => {
      const { id, 'key-index': keyIndex } = attrs
      if (id === '0' || indexes === undefined) return true
      const index = Number(keyIndex ?? Number.NaN)
      return indexes.valid.includes(index) || index > indexes.current
    })
    .map(({ attrs }) => makeJid(name, server, Number(attrs['id'])))
}

function readIndexes(bytes: Uint8Array): { valid: readonly number[]; current: number } | undefined {
  if (bytes.length === 0) return undefined
  const { details } = decodeProto(ADVSignedKeyIndexListSchema, bytes)
  const { validIndexes, currentIndex } = decodeProto(ADVKeyIndexListSchema, details)
  return { valid: validIndexes, current: currentIndex }
}
