import type { ContactRow } from '../../storage/talkRows.ts'
import { accountOf, isLid, isPhoneNumber } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import type { AddressPairs } from './addressPairs.ts'
import type { Hash } from './hashes.ts'
import { nextId } from './ids.ts'
import { movePicture, pictureName } from './pictureRows.ts'

/** Contacts by address and by id. */
export interface People {
  readonly findContact: (rows: RowReader, jid: Jid) => Promise<number | undefined>
  readonly contactOf: (unit: UnitOfWork, jid: Jid) => Promise<number>
  readonly contact: (
    rows: RowReader,
    contactId: number,
  ) => Promise<{ contactId: number; row: ContactRow } | undefined>
  /** Two addresses are one person: gives their contact, when there is one. */
  readonly join: (unit: UnitOfWork, pn: Jid, lid: Jid) => Promise<number | undefined>
  /** An address is nobody's any more. */
  readonly detach: (unit: UnitOfWork, jid: Jid) => Promise<void>
}

/** The contacts in store `contacts`. */
export function createPeople(hash: Hash, pairs: AddressPairs): People {
  async function findContact(rows: RowReader, jid: Jid): Promise<number | undefined> {
    const account = accountOf(jid)
    const own = await rows.get('contactAddresses', await hash(account))
    if (own !== undefined) return own.contactId
    const other = await pairs.otherOf(rows, account)
    if (other === undefined) return undefined
    return (await rows.get('contactAddresses', await hash(other)))?.contactId
  }

  async function contact(rows: RowReader, contactId: number) {
    let id = contactId
    for (;;) {
      const row = await rows.get('contacts', id)
      if (row !== undefined) return { contactId: id, row }
      const moved = await rows.get('movedContacts', id)
      if (moved === undefined) return undefined
      id = moved.into
    }
  }

  async function point(unit: UnitOfWork, jid: string, contactId: number): Promise<void> {
    unit.put('contactAddresses', await hash(jid), { contactId })
  }

  return {
    findContact,
    contact,
    async contactOf(unit, jid) {
      const account = accountOf(jid)
      const key = await hash(account)
      const own = await unit.get('contactAddresses', key)
      if (own !== undefined) return own.contactId
      const other = await pairs.otherOf(unit, account)
      const known = await findContact(unit, account)
      const contactId = known ?? (await nextId(unit, 'contact'))
      const row = known === undefined ? undefined : await unit.get('contacts', known)
      const addresses = withAddress(withAddress({}, account), other)
      unit.put('contacts', contactId, {
        names: {},
        ...row,
        ...addresses,
        rev: (row?.rev ?? 0) + 1,
      })
      unit.changedPerson(contactId)
      await point(unit, account, contactId)
      if (other !== undefined) await point(unit, other, contactId)
      return contactId
    },
    async join(unit, pn, lid) {
      const ids: number[] = []
      for (const jid of [pn, lid]) {
        const found = await unit.get('contactAddresses', await hash(jid))
        if (found !== undefined && !ids.includes(found.contactId)) ids.push(found.contactId)
      }
      // The older number stays: more rows name it.
      const [kept, given] = ids.toSorted((one, other) => one - other)
      const row = kept === undefined ? undefined : await unit.get('contacts', kept)
      if (kept === undefined || row === undefined) return undefined
      const other = given === undefined ? undefined : await unit.get('contacts', given)
      const joined = other === undefined || given === undefined ? row : merged(row, other, given)
      unit.put('contacts', kept, { ...joined, pn, lid, rev: joined.rev + 1 })
      unit.changedPerson(kept)
      for (const jid of [pn, lid]) await point(unit, jid, kept)
      if (given !== undefined) {
        if (other?.pictureId !== undefined) {
          const isShown = joined.pictureId === other.pictureId
          const to = isShown ? pictureName('p', kept, other.pictureId) : undefined
          await movePicture(unit, hash, pictureName('p', given, other.pictureId), to)
        }
        unit.del('contacts', given)
        unit.put('movedContacts', given, { into: kept })
      }
      return kept
    },
    async detach(unit, jid) {
      const key = await hash(jid)
      const found = await unit.get('contactAddresses', key)
      const row = found && (await unit.get('contacts', found.contactId))
      if (found === undefined || row === undefined) return
      unit.del('contactAddresses', key)
      unit.put('contacts', found.contactId, {
        ...row,
        ...(row.pn === jid ? { pn: undefined } : {}),
        ...(row.lid === jid ? { lid: undefined } : {}),
        former: [...(row.former ?? []), jid],
        rev: row.rev + 1,
      })
    },
  }
}

function withAddress(
  row: Pick<ContactRow, 'pn' | 'lid'>,
  jid: Jid | undefined,
): Pick<ContactRow, 'pn' | 'lid'> {
  if (jid === undefined) return row
  if (isLid(jid)) return { ...row, lid: jid }
  return isPhoneNumber(jid) ? { ...row, pn: jid } : row
}

/** One person out of two contacts. What both know is taken from where it is newer, else from `one`. */
function merged(one: ContactRow, other: ContactRow, otherId: number): ContactRow {
  const newerAbout = (other.aboutSetMs ?? -1) > (one.aboutSetMs ?? -1)
  const newerToken = (other.tcToken?.atSec ?? -1) > (one.tcToken?.atSec ?? -1)
  const former = [...new Set([...(one.former ?? []), ...(other.former ?? [])])]
  return {
    ...other,
    ...withoutGaps(one),
    names: { ...other.names, ...withoutGaps(one.names) },
    ...(newerAbout ? { about: other.about, aboutSetMs: other.aboutSetMs } : {}),
    ...(newerToken ? { tcToken: other.tcToken } : {}),
    ...(former.length > 0 ? { former } : {}),
    merged: [...(one.merged ?? []), otherId, ...(other.merged ?? [])],
    blocked: one.blocked === true || other.blocked === true || undefined,
    rev: Math.max(one.rev, other.rev),
  }
}

function withoutGaps<T extends object>(row: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== undefined),
  ) as Partial<T>
}
