import { jidParts, makeJid, type Jid } from '../../../web/wire/jid.ts'
import type { DeviceState } from './deviceState.ts'

/** Moves what is kept under one address to another, unless something is there already. */
function move<Value>(map: Map<string, Value>, from: string, to: string): void {
  const value = map.get(from)
  if (value === undefined) return
  map.delete(from)
  if (!map.has(to)) map.set(to, value)
}

/** The address a session is kept under: by LID as soon as it is known (05 section 3). */
export function sessionAddress(state: DeviceState, jid: Jid): Jid {
  const { user, server, device } = jidParts(jid)
  const lid = server === 's.whatsapp.net' ? state.lids.get(user) : undefined
  return lid === undefined ? jid : makeJid(lid, 'lid', device)
}

/** Learns that a number and a LID are one person, and moves what was kept under the number. */
export function learnLid(state: DeviceState, number: string, lid: string): void {
  if (state.lids.get(number) === lid) return
  state.lids.set(number, lid)
  const isNumber = (text: string): boolean =>
    text.startsWith(`${number}@`) || text.startsWith(`${number}:`)
  const moved = (text: string): string => makeJid(lid, 'lid', jidParts(text as Jid).device)
  for (const map of [state.sessions, state.identities] as Array<Map<string, unknown>>) {
    for (const key of [...map.keys()].filter(isNumber)) move(map, key, moved(key))
  }
  for (const key of state.groupKeys.keys()) {
    const [group = '', sender = ''] = key.split(' ')
    if (isNumber(sender)) move(state.groupKeys, key, groupKeyName(group, moved(sender)))
  }
}

/** Learns from two forms of one address; other pairs say nothing. */
export function learnPair(state: DeviceState, a: string | undefined, b: string | undefined): void {
  if (a === undefined || b === undefined) return
  const forms = [a, b].map((text) => jidParts(text as Jid))
  const number = forms.find(({ server }) => server === 's.whatsapp.net')
  const lid = forms.find(({ server }) => server === 'lid')
  if (number && lid) learnLid(state, number.user, lid.user)
}

/** The number behind a LID, if it is known. */
export function numberBehind(state: DeviceState, lid: string): string | undefined {
  for (const [number, known] of state.lids) if (known === lid) return number
  return undefined
}

export function groupKeyName(group: string, sender: string): string {
  return `${group} ${sender}`
}
