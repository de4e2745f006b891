import type { PreKeyBundle } from '../../../web/signal/records.ts'
import { isJid, jidParts, type Jid, SERVICE } from '../../../web/wire/jid.ts'
import { bytesOf, child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { checkCompanion } from './companionIdentity.ts'
import { numberOf } from './keys.ts'

/** Asks for the keys of devices (04 section 3). */
export function bundleRequest(id: string, devices: readonly Jid[]): WireNode {
  const users = devices.map((jid) => node('user', { jid }))
  return node('iq', { id, to: SERVICE, type: 'get', xmlns: 'encrypt' }, [node('key', {}, users)])
}

/** What the answer holds for one device. */
export type BundleAnswer =
  | { readonly jid: Jid; readonly bundle: PreKeyBundle; readonly signedIdentity?: Uint8Array }
  | { readonly jid: Jid; readonly error: string }

/** Reads the answer: keys or an error for each device it names. */
export function readBundles(answer: WireNode): readonly BundleAnswer[] {
  const list = child(answer, 'list')
  return children(list ?? answer).flatMap((user): BundleAnswer[] => {
    const jid = user.attrs['jid'] ?? ''
    if (user.tag !== 'user' || !isJid(jid)) return []
    const error = child(user, 'error')
    if (error !== undefined) return [{ jid, error: error.attrs['code'] ?? 'unknown' }]
    const bundle = readKeys(user, bytesIn(user, 'registration'))
    if (bundle === undefined) return [{ jid, error: 'malformed' }]
    const signedIdentity = child(child(user, 'keys') ?? user, 'device-identity')
    return [
      {
        jid,
        bundle,
        ...(signedIdentity ? { signedIdentity: bytesOf(signedIdentity).slice() } : {}),
      },
    ]
  })
}

/** The keys inside a `user` of a bundle answer, or inside the `keys` of a retry receipt. */
export function readKeys(parent: WireNode, registration: Uint8Array): PreKeyBundle | undefined {
  const keys = child(parent, 'keys') ?? parent
  const identityKey = bytesIn(keys, 'identity')
  const signed = child(keys, 'skey')
  const oneTime = child(keys, 'key')
  if (signed === undefined || identityKey.length !== 32 || registration.length !== 4) {
    return undefined
  }
  const signedPreKey = {
    id: numberOf(bytesIn(signed, 'id')),
    publicKey: bytesIn(signed, 'value'),
    signature: bytesIn(signed, 'signature'),
  }
  if (signedPreKey.publicKey.length !== 32 || signedPreKey.signature.length !== 64) return undefined
  const preKey = oneTime && {
    id: numberOf(bytesIn(oneTime, 'id')),
    publicKey: bytesIn(oneTime, 'value'),
  }
  return { registrationId: numberOf(registration), identityKey, signedPreKey, preKey }
}

/** Whether a companion's bundle may be used: absent or uncheckable identities may (04 section 3). */
export async function isTrusted(
  jid: Jid,
  identityKey: Uint8Array,
  signedIdentity: Uint8Array | undefined,
  accountKey: Uint8Array | undefined,
): Promise<boolean> {
  if (jidParts(jid).device === 0 || signedIdentity === undefined) return true
  return (await checkCompanion(signedIdentity, identityKey, accountKey)) !== 'wrong'
}

function bytesIn(parent: WireNode, tag: string): Uint8Array {
  const found = child(parent, tag)
  return found === undefined ? new Uint8Array(0) : bytesOf(found).slice()
}
