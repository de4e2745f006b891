import type { NameSource, PersonView } from '../../bridge/chatViews.ts'
import type { ContactRow } from '../../storage/talkRows.ts'
import type { Jid } from '../../wire/jid.ts'
import { pictureName } from '../chats/pictureRows.ts'
import type { ViewParts } from './viewParts.ts'

/** A name and where it is from. */
export interface RankedName {
  readonly name: string
  readonly nameSource: NameSource
}

/** Names of a person, best first: as saved, of the business, as they call themselves. */
export function namesOf({ names }: ContactRow): RankedName[] {
  const ranked: RankedName[] = []
  if (names.saved) ranked.push({ name: names.saved, nameSource: 'saved' })
  if (names.business) ranked.push({ name: names.business, nameSource: 'business' })
  if (names.push) ranked.push({ name: names.push, nameSource: 'push' })
  return ranked
}

/** Digits of the phone number. Never those of a LID, which look alike. */
export function numberOf({ pn }: ContactRow): string | undefined {
  return pn?.slice(0, pn.indexOf('@'))
}

/** The best name of a person; the number is the last resort. */
export function bestName(row: ContactRow): RankedName {
  const [best] = namesOf(row)
  if (best !== undefined) return best
  const number = numberOf(row)
  if (number === undefined) return { name: '', nameSource: 'none' }
  return { name: `+${number}`, nameSource: 'number' }
}

/** Name of a person's picture, as views and store `pictures` know it. */
export function personPicture(contactId: number, row: ContactRow): string | undefined {
  return row.pictureId === undefined ? undefined : pictureName('p', contactId, row.pictureId)
}

/** A person as a window names them, also by an id that was given up. */
export async function personView(
  { rows, book }: ViewParts,
  contactId: number,
): Promise<PersonView> {
  const found = await book.contact(rows, contactId)
  if (found === undefined) return { contactId, name: '', nameSource: 'none', isMe: false }
  return viewOfContact(found.contactId, found.row, book)
}

/**
 * Reads many contacts at once, so that `personView` finds them in memory: one question to the database
 * in place of hundreds.
 */
export async function readTogether(
  { rows }: ViewParts,
  contactIds: readonly number[],
): Promise<void> {
  await rows.getMany('contacts', [...new Set(contactIds)])
}

/** As `personView`, of a row that is read already. */
export function viewOfContact(
  contactId: number,
  row: ContactRow,
  book: Pick<ViewParts['book'], 'isMe'>,
): PersonView {
  const number = numberOf(row)
  const picture = personPicture(contactId, row)
  return {
    contactId,
    ...bestName(row),
    ...(number === undefined ? {} : { number }),
    ...(picture === undefined ? {} : { picture }),
    // Nothing but addresses is stored there.
    isMe: [row.pn, row.lid].some((jid) => jid !== undefined && book.isMe(jid as Jid)),
  }
}
