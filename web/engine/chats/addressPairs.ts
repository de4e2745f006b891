import type { AddressRow } from '../../storage/rows.ts'
import { accountOf, isLid, isPhoneNumber } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import type { Authority } from './book.ts'
import type { Hash } from './hashes.ts'

/** What learning a pair came to. */
export interface Learnt {
  readonly pn: Jid
  readonly lid: Jid
  /** Addresses that belonged to one of the two and do not any more. */
  readonly stale: readonly Jid[]
}

/** Which two addresses are one person. */
export interface AddressPairs {
  /** The other address of a person, without device. */
  otherOf(rows: RowReader, jid: Jid): Promise<Jid | undefined>
  /**
   * Whether the pair is news: undefined when it is known, when it is no pair of a number and a LID,
   * and when a weak source contradicts what is known.
   */
  news(rows: RowReader, pn: Jid, lid: Jid, authority: Authority): Promise<Learnt | undefined>
  store(unit: UnitOfWork, learnt: Learnt, authority: Authority): Promise<void>
}

/** The pairs in store `addresses`. */
export function createAddressPairs(hash: Hash): AddressPairs {
  const rowOf = async (rows: RowReader, jid: Jid): Promise<AddressRow | undefined> =>
    await rows.get('addresses', await hash(jid))

  return {
    async otherOf(rows, jid) {
      const account = accountOf(jid)
      if (!isLid(account) && !isPhoneNumber(account)) return undefined
      const row = await rowOf(rows, account)
      // Only canonical addresses are ever stored.
      return (row?.pn === account ? row.lid : row?.pn) as Jid | undefined
    },
    async news(rows, pnAsGiven, lidAsGiven, authority) {
      const [pn, lid] = [accountOf(pnAsGiven), accountOf(lidAsGiven)]
      if (!isPhoneNumber(pn) || !isLid(lid)) return undefined
      const [ofPn, ofLid] = [await rowOf(rows, pn), await rowOf(rows, lid)]
      const known = ofPn?.lid === lid && ofLid?.pn === pn
      if (known && (authority === 'weak' || ofPn.weak !== true)) return undefined
      const stale: string[] = []
      if (ofPn !== undefined && ofPn.lid !== lid) stale.push(ofPn.lid)
      if (ofLid !== undefined && ofLid.pn !== pn) stale.push(ofLid.pn)
      if (stale.length > 0 && authority === 'weak') return undefined
      return { pn, lid, stale: stale as Jid[] }
    },
    async store(unit, { pn, lid, stale }, authority) {
      for (const jid of stale) unit.del('addresses', await hash(jid))
      const row = authority === 'weak' ? { pn, lid, weak: true } : { pn, lid }
      for (const jid of [pn, lid]) unit.put('addresses', await hash(jid), row)
    },
  }
}
