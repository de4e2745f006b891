import type { SessionRow } from '../../storage/rows.ts'
import { accountOf } from '../../wire/account.ts'
import { type Jid, jidParts, parseJid } from '../../wire/jid.ts'
import type { AccountFacts } from '../account/accountFacts.ts'

/** The account's own, without a device; and this device's number. */
export interface OwnAddresses {
  readonly pn: Jid
  readonly lid?: Jid
  readonly device: number
}

/** How a linked account names itself. Nothing of it may be asked while there is no link. */
export function createOwnNames(facts: Pick<AccountFacts, 'now'>): {
  readonly session: () => SessionRow
  /** With the device number, as messages of this device name it. */
  readonly ownDevice: () => { readonly pn: Jid; readonly lid?: Jid }
  readonly own: () => OwnAddresses
} {
  /** Worked out once for each session row: it is asked for with every message. */
  let known: { readonly row: SessionRow; readonly is: OwnAddresses } | undefined

  function session(): SessionRow {
    const { session: row } = facts.now()
    if (row === undefined) throw new Error('conversations need a linked account')
    return row
  }

  function ownDevice(): { readonly pn: Jid; readonly lid?: Jid } {
    const { jid, lid } = session()
    return { pn: parseJid(jid), ...(lid === undefined ? {} : { lid: parseJid(lid) }) }
  }

  return {
    session,
    ownDevice,
    own() {
      const row = session()
      if (known?.row !== row) {
        const { pn, lid } = ownDevice()
        const is = {
          pn: accountOf(pn),
          ...(lid === undefined ? {} : { lid: accountOf(lid) }),
          device: jidParts(pn).device,
        }
        known = { row, is }
      }
      return known.is
    },
  }
}
