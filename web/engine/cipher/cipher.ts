import { freshKeyPair } from '../../crypto/rememberedKeys.ts'
import type { RandomBytes } from '../../platform/platform.ts'
import type { PreKeyBundle } from '../../signal/records.ts'
import type { SessionMessageType } from '../../signal/session.ts'
import { accountOf, isLid } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import type { DeviceRow } from '../../storage/rows.ts'
import type { RowReader, UnitOfWork } from '../work/work.ts'
import { createGroupKeys } from './groupKeys.ts'
import { createKeyNames, type LidOf } from './keyNames.ts'
import { createPeerIndex } from './peerIndex.ts'
import { createSessionKeys } from './sessionKeys.ts'

/** A message of one device, opened. */
export interface Opened {
  /** Still padded. */
  readonly plaintext: Uint8Array
  /** The person has another phone or installed anew: the key of their device 0 is not the known one. */
  readonly identityChanged: boolean
}

/** A message for one device. */
export interface Sealed {
  readonly type: SessionMessageType
  readonly bytes: Uint8Array
}

/** A message for a group, and what members need to read it. */
export interface SealedForGroup {
  readonly bytes: Uint8Array
  /** The key as it was before this message: for devices that do not have it yet. */
  readonly distribution: Uint8Array
  readonly keyId: number
  /** Devices that have this key, as they are addressed in the group. */
  readonly holders: readonly Jid[]
}

/**
 * Sessions, sender keys and identities: the only place that reads and writes them, always inside a
 * unit of work, so that what a key did and that it did it are stored together. Devices are named by
 * either address of their person; keys lie under the LID as soon as the pair is known (chapter 05
 * section 3).
 */
export interface Cipher {
  /**
   * Opens a message. The ratchet's step, a one-time key that was used up and a new identity become
   * part of the unit. Throws SignalError, and then the unit is as before.
   */
  decrypt(
    unit: UnitOfWork,
    sender: Jid,
    type: SessionMessageType,
    bytes: Uint8Array,
  ): Promise<Opened>
  /** Opens a message to a group, still padded. Throws SignalError, and then the unit is as before. */
  decryptGroup(unit: UnitOfWork, group: Jid, sender: Jid, bytes: Uint8Array): Promise<Uint8Array>
  /** Takes a sender key. Throws SignalError, and then the unit is as before. */
  takeDistribution(unit: UnitOfWork, group: Jid, sender: Jid, bytes: Uint8Array): Promise<void>

  /** Those for whom no message can be sealed before their keys are asked for. */
  withoutSession(rows: RowReader, devices: readonly Jid[]): Promise<readonly Jid[]>
  /** The next message for a device; nothing without a session. */
  encrypt(unit: UnitOfWork, device: Jid, padded: Uint8Array): Promise<Sealed | undefined>
  /**
   * Starts a session from a bundle, whose identity may be a new one. Throws SignalError
   * 'invalid-signature', 'invalid-key'.
   */
  startSession(
    unit: UnitOfWork,
    device: Jid,
    bundle: PreKeyBundle,
  ): Promise<{ readonly identityChanged: boolean }>
  dropSession(unit: UnitOfWork, device: Jid): Promise<void>
  /** The name of the current session with a device, 32 bytes. */
  baseKey(unit: UnitOfWork, device: Jid): Promise<Uint8Array | undefined>
  /** What the device called itself when the current session began. */
  registrationId(unit: UnitOfWork, device: Jid): Promise<number | undefined>
  /** The known identity key of a device, 32 bytes; of the own phone the one that linked this device. */
  identityOf(unit: UnitOfWork, device: Jid): Promise<Uint8Array | undefined>

  /** The next message of the own key of a group; a new key when there is none or it is worn out. */
  encryptGroup(unit: UnitOfWork, group: Jid, padded: Uint8Array): Promise<SealedForGroup>
  /** These devices have got the key. Nothing when another key is in use by now. */
  markHolders(unit: UnitOfWork, group: Jid, keyId: number, devices: readonly Jid[]): Promise<void>
  /** These devices may not have the key; all of them when none are named. */
  forgetHolders(unit: UnitOfWork, group: Jid, devices?: readonly Jid[]): Promise<void>
  /** Somebody must not read on: the next message begins a new key. */
  dropGroupKey(unit: UnitOfWork, group: Jid): Promise<void>
  /** The same in every group whose key one of these devices or accounts has. */
  dropGroupKeysOf(unit: UnitOfWork, holders: readonly Jid[]): Promise<void>
  /** Who has the own key of a group by now; nobody while there is none. */
  holdersOf(rows: RowReader, group: Jid): Promise<readonly Jid[]>
  /** What a device needs to read the own key's messages from now on; nothing while there is none. */
  distribution(rows: RowReader, group: Jid): Promise<Uint8Array | undefined>

  /**
   * The service says that somebody's identity is another one: forgets everything that is kept under
   * the old one, and the keys of groups in which they could read. False when nothing was kept.
   */
  forgetUser(unit: UnitOfWork, user: Jid): Promise<boolean>
  /** A device is no more. Of a phone it stays known who it was. */
  forgetDevice(unit: UnitOfWork, device: Jid): Promise<void>
  /** The two addresses are one person: keys under the number move to the LID, or go if it has some. */
  moveToLid(unit: UnitOfWork, pn: Jid, lid: Jid): Promise<void>
}

export interface CipherParts {
  readonly randomBytes: RandomBytes
  readonly now: () => number
  /** The keyed hash that stands for an address in keys. */
  readonly addressKey: (address: string) => Promise<string>
  /** The LID of a person, when the pair is known. */
  readonly lidOf: LidOf
  readonly pnOf: LidOf
  /** This device as it is now. */
  readonly device: () => DeviceRow
  /** Whether an address is one's own account's. */
  readonly isOwn: (device: Jid) => boolean
  /** The identity key of the own account, 32 bytes, as it was linked. */
  readonly ownAccountKey?: () => Uint8Array | undefined
}

/** The keys of one account. */
export function createCipher(parts: CipherParts): Cipher {
  const names = createKeyNames(parts)
  const peers = createPeerIndex(names)
  const newKeyPair = () => freshKeyPair(parts.randomBytes)
  const groups = createGroupKeys({ ...parts, names, peers, newKeyPair })

  /** A phone of somebody else may hold a number now: no group is written to under keys it knew. */
  async function dropGroupKeys(unit: UnitOfWork, account: Jid): Promise<void> {
    const number = isLid(account) ? await parts.pnOf(unit, account) : undefined
    await groups.dropGroupKeysOf(unit, number === undefined ? [account] : [account, number])
  }

  return {
    ...createSessionKeys({
      ...parts,
      names,
      peers,
      newKeyPair,
      onPhoneChanged: (unit, phone) => dropGroupKeys(unit, accountOf(phone)),
    }),
    ...groups,
    async forgetUser(unit, user) {
      const account = await names.settled(unit, accountOf(user))
      await dropGroupKeys(unit, account)
      const known = await peers.dropUser(unit, account)
      // Under the number as well: the pair may have become known a moment ago.
      return (account !== user && (await peers.dropUser(unit, accountOf(user)))) || known
    },
    async forgetDevice(unit, device) {
      await peers.dropDevice(unit, await names.settled(unit, device))
    },
    moveToLid: (unit, pn, lid) => peers.move(unit, accountOf(pn), accountOf(lid)),
  }
}
