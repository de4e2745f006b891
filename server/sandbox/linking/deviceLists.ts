import { toBase64, utf8Encode } from '../../../web/crypto/bytes.ts'
import { sha256 } from '../../../web/crypto/hash.ts'
import { jidParts, type Jid } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import { freshId, nowSeconds, type ServiceContext } from '../context.ts'
import type { Account } from '../state/accounts.ts'

/**
 * The hash over a list of devices (05 section 4): `user.0:device@server` of each, sorted, joined,
 * SHA-256, the first 6 bytes in base64 behind `2:`.
 */
export function deviceListHash(devices: readonly Jid[]): string {
  const names = devices.map((jid) => {
    const { user, server, device } = jidParts(jid)
    return `${user}.0:${device}@${server}`
  })
  const digest = sha256(utf8Encode(names.toSorted().join('')))
  return `2:${toBase64(digest.subarray(0, 6))}`
}

/** `account_sync` with the account's devices, as its companions get it (05 section 4). */
export function ownDevices(account: Account): WireNode {
  const companions = [...account.companions.values()].filter(({ published }) => published)
  const jids = [account.jid, ...companions.map(({ jid }) => jid)]
  const devices = node(
    'devices',
    { dhash: deviceListHash(jids) },
    jids.map((jid) => node('device', { jid })),
  )
  return node('notification', { type: 'account_sync', from: account.jid }, [devices])
}

/** Tells the phone the list of its devices, itself as device 0 included (03 section 4). */
export function tellPhoneDevices(context: ServiceContext, account: Account): void {
  const companions = Array.from(account.companions.values(), ({ jid, keyIndex }) =>
    node('device', { jid, 'key-index': String(keyIndex) }),
  )
  const devices = node('devices', {}, [
    node('device', { jid: account.jid, 'key-index': '0' }),
    ...companions,
  ])
  const stanza = node(
    'notification',
    {
      type: 'account_sync',
      from: account.jid,
      id: freshId(context.world),
      t: nowSeconds(context.world),
    },
    [devices],
  )
  context.phones.tell(account.number, { type: 'stanza', stanza })
}
