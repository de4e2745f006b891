import { xeddsaVerify } from '../crypto/xeddsa.ts'
import { decodeProto } from '../wire/proto/codec.ts'
import {
  ADVEncryptionType,
  ADVKeyIndexListSchema,
  ADVSignedKeyIndexListSchema,
} from '../wire/proto/gen/adv_pb.ts'
import { AdvError, keyIndexListSignatureInput } from './adv.ts'

/** Which companions an account stands by. */
export interface KeyIndexList {
  /** Another one than before: the account was registered anew, its sessions are worth nothing. */
  readonly rawId: number
  readonly timestampSec: number
  /** Indexes above this one were given out after the list was signed. */
  readonly currentIndex: number
  readonly validIndexes: readonly number[]
  readonly hosted: boolean
  /** The encoded ADVKeyIndexList as received: what is signed. */
  readonly details: Uint8Array
  readonly accountSignature: Uint8Array
  /** The key that came along, when one did; 32 bytes. */
  readonly accountSignatureKey?: Uint8Array
}

/** One device of a device list. */
export interface ListedDevice {
  /** 0 is the phone. */
  readonly device: number
  readonly keyIndex?: number
}

/** Reads an ADVSignedKeyIndexList; nothing is verified. Throws AdvError 'malformed'. */
export function readKeyIndexList(bytes: Uint8Array): KeyIndexList {
  try {
    const signed = decodeProto(ADVSignedKeyIndexListSchema, bytes)
    const list = decodeProto(ADVKeyIndexListSchema, signed.details)
    const key = signed.accountSignatureKey
    return {
      rawId: list.rawId,
      timestampSec: Number(list.timestamp),
      currentIndex: list.currentIndex,
      validIndexes: list.validIndexes,
      hosted: list.accountType === ADVEncryptionType.HOSTED,
      details: signed.details.slice(),
      accountSignature: signed.accountSignature.slice(),
      ...(key.length === 0 ? {} : { accountSignatureKey: key.slice() }),
    }
  } catch {
    throw new AdvError('malformed')
  }
}

/** Whether the account, whose 32-byte identity key this is, has signed the list. */
export function isKeyIndexListSigned(list: KeyIndexList, accountKey: Uint8Array): Promise<boolean> {
  const statement = keyIndexListSignatureInput(list.details, list.hosted)
  return xeddsaVerify(accountKey, statement, list.accountSignature)
}

/**
 * The devices that the account stands by (chapter 05 section 4, "Key index filter"): the phone
 * always, a companion when its index is named or younger than the list. Without a list all stay.
 */
export function devicesInList<Device extends ListedDevice>(
  devices: readonly Device[],
  list: KeyIndexList | undefined,
): readonly Device[] {
  if (list === undefined) return devices
  return devices.filter(({ device, keyIndex }) => {
    if (device === 0) return true
    if (keyIndex === undefined) return false
    return keyIndex > list.currentIndex || list.validIndexes.includes(keyIndex)
  })
}
