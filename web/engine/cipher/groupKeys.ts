import type { KeyPair } from '../../crypto/x25519.ts'
import type { SenderKeyRecord, SenderKeyState } from '../../signal/records.ts'
import {
  createSenderKey,
  decryptGroup,
  distributionMessage,
  encryptGroup,
  takeDistribution,
} from '../../signal/senderKeys.ts'
import type { RandomBytes } from '../../platform/platform.ts'
import { bareJid, type Jid } from '../../wire/jid.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import type { Cipher } from './cipher.ts'
import type { KeyNames } from './keyNames.ts'
import type { PeerIndex } from './peerIndex.ts'

/** After so many messages an own key is worn out (chapter 04 section 6). */
const LONGEST_CHAIN = 1000

type GroupPart = Pick<
  Cipher,
  | 'decryptGroup'
  | 'takeDistribution'
  | 'encryptGroup'
  | 'markHolders'
  | 'forgetHolders'
  | 'dropGroupKey'
  | 'dropGroupKeysOf'
  | 'holdersOf'
  | 'distribution'
>

/** The part of the cipher that speaks with groups. */
export function createGroupKeys(parts: {
  readonly names: KeyNames
  readonly peers: PeerIndex
  readonly randomBytes: RandomBytes
  readonly newKeyPair: () => KeyPair | Promise<KeyPair>
  readonly now: () => number
}): GroupPart {
  const { names, peers, randomBytes } = parts

  async function memberPlace(unit: UnitOfWork, group: Jid, sender: Jid) {
    const device = await names.settled(unit, sender)
    const key = await names.ofMember(group, device)
    // What stands in the row is what this file put there; its seal vouches for that.
    const record = (await unit.get('senderKeys', key))?.record as SenderKeyRecord | undefined
    return { device, key, record }
  }

  /** The own key of a group, while it lasts. */
  async function ownKey(rows: RowReader, key: string) {
    const row = await rows.get('ownSenderKeys', key)
    if (row === undefined) return undefined
    return { row, state: row.state as SenderKeyState }
  }

  return {
    async decryptGroup(unit, group, sender, bytes) {
      const { key, record } = await memberPlace(unit, group, sender)
      const { next, plaintext } = await decryptGroup(record, bytes)
      unit.put('senderKeys', key, { record: next })
      return plaintext
    },
    async takeDistribution(unit, group, sender, bytes) {
      const { device, key, record } = await memberPlace(unit, group, sender)
      unit.put('senderKeys', key, { record: takeDistribution(record, bytes) })
      await peers.noteGroup(unit, device, group)
    },
    async encryptGroup(unit, group, padded) {
      const key = await names.ofGroup(group)
      const known = await ownKey(unit, key)
      const kept = known !== undefined && known.state.iteration < LONGEST_CHAIN ? known : undefined
      const state = kept?.state ?? (await createSenderKey(randomBytes, parts.newKeyPair))
      const holders = kept?.row.holders ?? []
      const createdMs = kept?.row.createdMs ?? parts.now()
      const { next, bytes } = encryptGroup(state, padded, randomBytes(64))
      unit.put('ownSenderKeys', key, { state: next, holders, createdMs })
      return {
        bytes,
        distribution: distributionMessage(state),
        keyId: state.keyId,
        holders: holders as readonly Jid[],
      }
    },
    async markHolders(unit, group, keyId, devices) {
      const key = await names.ofGroup(group)
      const known = await ownKey(unit, key)
      if (known === undefined || known.state.keyId !== keyId) return
      const { row } = known
      const holders = [...new Set([...row.holders, ...devices])]
      if (holders.length > row.holders.length) unit.put('ownSenderKeys', key, { ...row, holders })
    },
    async forgetHolders(unit, group, devices) {
      const key = await names.ofGroup(group)
      const row = await unit.get('ownSenderKeys', key)
      if (row === undefined) return
      const left = devices === undefined ? [] : row.holders.filter((jid) => !isAmong(jid, devices))
      if (left.length < row.holders.length) {
        unit.put('ownSenderKeys', key, { ...row, holders: left })
      }
    },
    async dropGroupKey(unit, group) {
      unit.del('ownSenderKeys', await names.ofGroup(group))
    },
    async dropGroupKeysOf(unit, holders) {
      for (const { key, row } of await unit.range('ownSenderKeys', {})) {
        const reads = row.holders.some((jid) =>
          holders.some((named) => named === jid || named === bareJid(jid as Jid)),
        )
        if (reads) unit.del('ownSenderKeys', key)
      }
    },
    async holdersOf(rows, group) {
      const row = await rows.get('ownSenderKeys', await names.ofGroup(group))
      return (row?.holders ?? []) as readonly Jid[]
    },
    async distribution(rows, group) {
      const known = await ownKey(rows, await names.ofGroup(group))
      return known === undefined ? undefined : distributionMessage(known.state)
    },
  }
}

function isAmong(jid: string, devices: readonly Jid[]): boolean {
  return devices.some((device) => device === jid)
}
