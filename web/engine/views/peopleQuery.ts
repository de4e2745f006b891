import type { PersonView } from '../../bridge/chatViews.ts'
import { createMatch, folded } from './folding.ts'
import { viewOfContact } from './personView.ts'
import { createSortedList, type SortedList } from './sortedList.ts'
import type { ViewParts } from './viewParts.ts'

/** What is kept in memory of a person: enough to find and order them. */
interface Known {
  readonly contactId: number
  readonly foldedName: string
  readonly number: string | undefined
  readonly isMe: boolean
}

const SLICE = 200

/**
 * Everybody one could write to, oneself first, then by name. All are read when first asked for, and
 * after that only who has changed.
 */
export interface PeopleQuery {
  /** Somebody is new, has another name, or is gone. */
  changed(contactId: number): void
  find(filter: string, count: number): Promise<PersonView[]>
}

export function createPeopleQuery({ rows, book }: ViewParts): PeopleQuery {
  interface Everybody {
    readonly byId: Map<number, Known>
    readonly list: SortedList<Known>
  }
  let all: Promise<Everybody> | undefined
  let changed = new Set<number>()

  function knownOf(contactId: number, person: PersonView): Known | undefined {
    // Somebody without a name or number cannot be told from others.
    if (person.name === '') return undefined
    const { name, number, isMe } = person
    return { contactId, foldedName: folded(name), number, isMe }
  }

  async function readAll(): Promise<Everybody> {
    const byId = new Map<number, Known>()
    let after = 0
    for (;;) {
      const slice = await rows.range('contacts', { from: after, openFrom: true, limit: SLICE })
      for (const { key, row } of slice) {
        const known = knownOf(key, viewOfContact(key, row, book))
        if (known !== undefined) byId.set(key, known)
      }
      after = slice.at(-1)?.key ?? after
      if (slice.length < SLICE) break
    }
    return { byId, list: createSortedList(byId.values(), byName) }
  }

  async function readChanged({ byId, list }: Everybody): Promise<void> {
    const ids = [...changed]
    changed = new Set()
    let found: Awaited<ReturnType<typeof rows.getMany<'contacts'>>>
    try {
      found = await rows.getMany('contacts', ids)
    } catch (cause) {
      for (const contactId of ids) changed.add(contactId)
      throw cause
    }
    for (const [at, contactId] of ids.entries()) {
      const row = found[at]
      const before = byId.get(contactId)
      if (before !== undefined) list.remove(before)
      const known = row && knownOf(contactId, viewOfContact(contactId, row, book))
      if (known === undefined) byId.delete(contactId)
      else {
        byId.set(contactId, known)
        list.insert(known)
      }
    }
  }

  /** Who matches, in order; views are made of those alone that are answered. */
  async function views(ids: readonly number[]): Promise<PersonView[]> {
    const found = await rows.getMany('contacts', ids)
    return ids.flatMap((contactId, at) => {
      const row = found[at]
      return row === undefined ? [] : [viewOfContact(contactId, row, book)]
    })
  }

  return {
    changed(contactId) {
      if (all !== undefined) changed.add(contactId)
    },
    async find(filter, count) {
      all ??= readAll()
      const reading = all
      const matches = createMatch(filter)
      try {
        const everybody = await reading
        if (changed.size > 0) await readChanged(everybody)
        const found: number[] = []
        for (const { contactId, foldedName, number } of everybody.list.items) {
          if (found.length >= count) break
          if (matches(foldedName, number)) found.push(contactId)
        }
        return await views(found)
      } catch (cause) {
        if (all === reading) all = undefined
        throw cause
      }
    },
  }
}

/** Oneself comes first: that is where notes go. */
function byName(one: Known, other: Known): number {
  if (one.isMe !== other.isMe) return one.isMe ? -1 : 1
  if (one.foldedName !== other.foldedName) return one.foldedName < other.foldedName ? -1 : 1
  return one.contactId - other.contactId
}
