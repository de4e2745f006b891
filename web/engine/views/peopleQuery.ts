import type { PersonView } from '../../bridge/chatViews.ts'
import { createMatch, folded } from './folding.ts'
import { viewOfContact } from './personView.ts'
import type { ViewParts } from './viewParts.ts'

interface Known {
  readonly person: PersonView
  readonly foldedName: string
}

const SLICE = 500

/** Everybody one could write to, oneself first, then by name. Read when first asked for, and again after a change. */
export interface PeopleQuery {
  /** Somebody is new or has another name. */
  changed(): void
  find(filter: string, count: number): Promise<PersonView[]>
}

export function createPeopleQuery({ rows, book }: ViewParts): PeopleQuery {
  let known: Promise<readonly Known[]> | undefined

  async function read(): Promise<Known[]> {
    const all: Known[] = []
    let after = 0
    for (;;) {
      const slice = await rows.range('contacts', { from: after, openFrom: true, limit: SLICE })
      for (const { key, row } of slice) {
        const person = viewOfContact(key, row, book)
        // Somebody without a name or number cannot be told from others.
        if (person.name !== '') all.push({ person, foldedName: folded(person.name) })
      }
      after = slice.at(-1)?.key ?? after
      if (slice.length < SLICE) break
    }
    return all.toSorted(byName)
  }

  return {
    changed() {
      known = undefined
    },
    async find(filter, count) {
      known ??= read()
      const reading = known
      const matches = createMatch(filter)
      try {
        const found = (await reading).filter(({ person, foldedName }) =>
          matches(foldedName, person.number),
        )
        return found.slice(0, count).map(({ person }) => person)
      } catch (cause) {
        if (known === reading) known = undefined
        throw cause
      }
    },
  }
}

/** Oneself comes first: that is where notes go. */
function byName(one: Known, other: Known): number {
  if (one.person.isMe !== other.person.isMe) return one.person.isMe ? -1 : 1
  return one.foldedName < other.foldedName ? -1 : 1
}
