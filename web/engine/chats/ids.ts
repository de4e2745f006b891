import type { IdsRow } from '../../storage/talkRows.ts'
import type { UnitOfWork } from '../work/work.ts'

const FIRST: IdsRow = {
  chat: 1,
  stream: 1,
  contact: 1,
  seq: 1,
  expiry: 1,
  outbox: 1,
  historyChunk: 1,
}

/** The next number of a kind, never given again. */
export async function nextId(unit: UnitOfWork, kind: keyof IdsRow): Promise<number> {
  const ids = (await unit.get('account', 'ids')) ?? FIRST
  unit.put('account', 'ids', { ...ids, [kind]: ids[kind] + 1 })
  return ids[kind]
}
