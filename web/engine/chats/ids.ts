import type { IdsRow } from '../../storage/talkRows.ts'
import type { UnitOfWork } from '../work/work.ts'

/**
 * Live messages count upwards from here, those of history downwards from below: it comes newest first,
 * so messages of one time keep their order whatever piece they came in.
 */
const MIDDLE = 2 ** 40

const FIRST: Required<IdsRow> = {
  chat: 1,
  stream: 1,
  contact: 1,
  seq: MIDDLE,
  historySeq: MIDDLE - 1,
  historyKept: 1,
  expiry: 1,
  outbox: 1,
  historyChunk: 1,
}

/** The next number of a kind, never given again. */
export async function nextId(unit: UnitOfWork, kind: keyof IdsRow): Promise<number> {
  return await nextIds(unit, kind, 1)
}

/** As many numbers in a row: the first of them. Those of `historySeq` go down from it. */
export async function nextIds(
  unit: UnitOfWork,
  kind: keyof IdsRow,
  count: number,
): Promise<number> {
  const ids = (await unit.get('account', 'ids')) ?? FIRST
  const stored = ids[kind] ?? FIRST[kind]
  // Older builds counted messages from 1.
  const first = kind === 'seq' ? Math.max(stored, MIDDLE) : stored
  const next = kind === 'historySeq' ? first - count : first + count
  unit.put('account', 'ids', { ...ids, [kind]: next })
  return first
}
