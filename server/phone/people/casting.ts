import type { Book } from './book.ts'
import { CAST, CAST_GROUPS } from './cast.ts'
import type { Gatherings } from './gatherings.ts'
import type { Household } from './household.ts'
import type { PeopleState } from './peopleState.ts'
import { pictureRequest } from './upkeep.ts'

/** Portraits of contacts begin here; the owners of phones have the first ones. */
const FIRST_PORTRAIT = 20

/** Puts the cast and its groups on the stage, at the first start; a restart finds them there. */
export async function openCast(parts: {
  readonly household: Household
  readonly gatherings: Gatherings
  readonly book: Book
  readonly state: PeopleState
  readonly background: (what: string, work: Promise<unknown>) => void
  readonly save: () => Promise<void>
}): Promise<void> {
  const { household, gatherings, book, state, background } = parts
  if (state.contacts.length > 0) return
  const [owner] = book.people
  for (const [position, { addressing, ...wish }] of CAST.entries()) {
    const manner = { answers: true, receipts: 'read', addressing } as const
    const person = await household.add({ ...wish, manner })
    // A picture takes a while to draw: nobody waits for it.
    const seed = FIRST_PORTRAIT + position
    background(
      'picture',
      drawLater(() => person.device().core.request((id) => pictureRequest(id, seed)), position),
    )
  }
  const cast = book.people.filter(({ isPhone }) => !isPhone)
  for (const { subject, members, addressing } of CAST_GROUPS) {
    const people = members.flatMap((at) => cast[at] ?? [])
    const names = [...people, ...(owner === undefined ? [] : [owner])].map(({ id }) => id)
    await gatherings.group({ subject, members: names, addressing })
  }
  await parts.save()
}

/** One picture after the other, with air between them. */
async function drawLater(draw: () => Promise<unknown>, position: number): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, 400 * (position + 1)))
  await draw()
}
