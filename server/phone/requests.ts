import { isJid, jidParts, type Jid, SERVICE } from '../../web/wire/jid.ts'
import { bytesOf, child, children, node, type WireNode } from '../../web/wire/node/node.ts'
import { encodeProto } from '../../web/wire/proto/codec.ts'
import { ClientPairingPropsSchema } from '../../web/wire/proto/gen/adv_pb.ts'

/** The upload of chapter 03 section 4: whom the code belongs to and what the account signs for it. */
export function pairDeviceRequest(
  id: string,
  upload: {
    readonly ref: string
    /** The companion's noise public key, 32 bytes. */
    readonly noisePublic: Uint8Array
    readonly deviceIdentity: Uint8Array
    readonly keyIndexList: Uint8Array
    readonly timestampSec: number
  },
): WireNode {
  return setRequest(id, [
    node('pair-device', {}, [
      node('ref', {}, upload.ref),
      node('pub-key', {}, upload.noisePublic),
      node('device-identity', {}, upload.deviceIdentity),
      keyIndexListNode(upload.keyIndexList, upload.timestampSec),
      node(
        'client-props',
        {},
        encodeProto(ClientPairingPropsSchema, { isChatDbLidMigrated: true }),
      ),
    ]),
  ])
}

/** A new key-index list, sent after devices were removed (03 section 7). */
export function keyIndexListRequest(id: string, list: Uint8Array, timestampSec: number): WireNode {
  return setRequest(id, [keyIndexListNode(list, timestampSec)])
}

/** Ends one companion's link, or all of them (03 section 7). */
export function removeCompanionRequest(id: string, companion: Jid | 'all'): WireNode {
  const whom: Record<string, string> = companion === 'all' ? { all: 'true' } : { jid: companion }
  return setRequest(id, [node('remove-companion-device', { ...whom, reason: 'user_initiated' })])
}

/** The news of an own push name. The service adds id, from, to and t. */
export function pushNameNotification(name: string): WireNode {
  return node('notification', { type: 'account_sync', pushname: name })
}

/** What the service tells the phone after a link; undefined when the answer names no device. */
export function readPairDeviceResult(
  answer: WireNode,
): { readonly device: Jid; readonly deviceProps: Uint8Array } | undefined {
  const inside = child(answer, 'pair-device') ?? answer
  const jid = child(inside, 'device')?.attrs['jid'] ?? ''
  if (!isJid(jid) || jidParts(jid).device === 0) return undefined
  const props = child(inside, 'companion-props')
  return { device: jid, deviceProps: props ? bytesOf(props) : new Uint8Array(0) }
}

/** The account's devices as an `account_sync` notification lists them; undefined for other stanzas. */
export function readDeviceList(stanza: WireNode): ReadonlySet<string> | undefined {
  if (stanza.tag !== 'notification' || stanza.attrs['type'] !== 'account_sync') return undefined
  const devices = child(stanza, 'devices')
  if (!devices) return undefined
  return new Set(
    children(devices)
      .filter((entry) => entry.tag === 'device')
      .map((entry) => entry.attrs['jid'] ?? ''),
  )
}

function setRequest(id: string, content: readonly WireNode[]): WireNode {
  return node('iq', { id, to: SERVICE, type: 'set', xmlns: 'md' }, content)
}

function keyIndexListNode(list: Uint8Array, timestampSec: number): WireNode {
  return node('key-index-list', { ts: String(timestampSec) }, list)
}
