import type { AccountStore } from '../../storage/accountStore.ts'
import type { SessionRow, Write } from '../../storage/rows.ts'
import { bareJid, type Jid, parseJid } from '../../wire/jid.ts'
import { signalAddress } from '../keys/signalAddress.ts'

/**
 * What is stored about the own account when its addresses become known: its identity key, trusted
 * for its device 0 under the LID (under the number while there is no LID), and that the two
 * addresses are one person (chapter 03 section 3, step 6).
 */
export async function ownAddressWrites(
  store: AccountStore,
  own: {
    readonly jid: Jid
    readonly lid?: Jid | undefined
    /** The account's identity public key, 32 bytes. */
    readonly accountKey: Uint8Array
    readonly nowMs: number
  },
): Promise<Write[]> {
  const identity = { identityKey: own.accountKey, firstSeenMs: own.nowMs }
  const identityKey = await store.addressKey(signalAddress(own.lid ?? own.jid, 0))
  const writes: Write[] = [{ put: 'identities', key: identityKey, row: identity }]
  if (own.lid === undefined) return writes
  const row = { pn: bareJid(own.jid), lid: bareJid(own.lid) }
  for (const address of [row.pn, row.lid]) {
    writes.push({ put: 'addresses', key: await store.addressKey(address), row })
  }
  return writes
}

/**
 * What changes when the service tells another LID than the stored one, or the first one: the identity
 * of the own account is kept under the new address too, and the pair is stored anew.
 */
export async function newLidWrites(
  store: AccountStore,
  session: SessionRow,
  lid: Jid,
  nowMs: number,
): Promise<Write[]> {
  const jid = parseJid(session.jid)
  const known = session.lid === undefined ? jid : parseJid(session.lid)
  const identity = await store.get('identities', await store.addressKey(signalAddress(known, 0)))
  if (identity === undefined) return []
  return ownAddressWrites(store, { jid, lid, accountKey: identity.identityKey, nowMs })
}
