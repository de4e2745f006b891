import { decodeProto } from '../wire/proto/codec.ts'
import { ADVKeyIndexListSchema, ADVSignedKeyIndexListSchema } from '../wire/proto/gen/adv_pb.ts'
import { AdvError } from './adv.ts'

/** Which companions an account stands by. */
export interface KeyIndexList {
  /** Another one than before: the account was registered anew, its sessions are worth nothing. */
  readonly rawId: number
  readonly timestampSec: number
  /** Indexes above this one were given out after the list was signed. */
  readonly currentIndex: number
  readonly validIndexes: readonly number[]
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
    return {
      rawId: list.rawId,
      timestampSec: Number(list.timestamp),
      currentIndex: list.currentIndex,
      validIndexes: list.validIndexes,
    }
  } catch {
    throw new AdvError('malformed')
  }
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
