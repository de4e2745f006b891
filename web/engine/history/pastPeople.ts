import { isJid, type Jid } from '../../wire/jid.ts'
import type { Book } from '../chats/book.ts'
import type { UnitOfWork } from '../work/work.ts'

/** The same few people write again and again: more are not remembered at a time. */
const REMEMBERED = 20_000

/** Who is behind the addresses of a chunk: each is looked up once. */
export interface PastPeople {
  /** The contact of an address, made when new; undefined: it is no address. */
  of(unit: UnitOfWork, address: string): Promise<number | undefined>
  /** The same without waiting: undefined when it was not looked up yet. */
  known(address: string): number | undefined
  forget(): void
}

/**
 * For one run over a chunk. A contact that is given up meanwhile still leads to the one it became. What
 * a unit looked up that failed is not to be used: forget it then.
 */
export function createPastPeople(book: Book): PastPeople {
  const ids = new Map<string, number>()
  return {
    known: (address) => ids.get(address),
    async of(unit, address) {
      const known = ids.get(address)
      if (known !== undefined) return known
      if (!isJid(address)) return undefined
      const id = await book.contactOf(unit, address as Jid)
      if (ids.size >= REMEMBERED) ids.clear()
      ids.set(address, id)
      return id
    },
    forget: () => ids.clear(),
  }
}
