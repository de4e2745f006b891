import type { AnnouncedDevice, DeviceLine } from '../../phone/deviceLine.ts'
import { PhoneLineError } from '../../phone/line.ts'
import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  ADVKeyIndexListSchema,
  ADVSignedDeviceIdentitySchema,
  ADVSignedKeyIndexListSchema,
} from '../../../web/wire/proto/gen/adv_pb.ts'
import { equalBytes } from '../../../web/crypto/bytes.ts'
import type { ServiceContext } from '../context.ts'
import { removeCompanions } from '../linking/removal.ts'
import { keepBlob } from '../media/blobs.ts'
import type { Account, Companion } from '../state/accounts.ts'
import { deviceJids } from '../state/directory.ts'
import { newDeviceParts } from '../state/newAccount.ts'
import { openLane } from './lane.ts'

const NOTHING = new Uint8Array(0)

/** The service's door for simulated devices. */
export function createDeviceLine(context: ServiceContext): DeviceLine {
  function accountOf(number: string): Account {
    const account = context.state.accounts.get(number)
    if (account === undefined) throw new PhoneLineError('unknown-account')
    return account
  }

  return {
    async announce(number, announced, keyIndexList) {
      const account = accountOf(number)
      const known = account.companions.get(announced.device)
      account.keyIndexList = readKeyIndexList(keyIndexList)
      if (known !== undefined && equalBytes(known.identityKey, announced.identityKey)) {
        known.signedIdentity = withoutAccountKey(announced.signedIdentity)
        known.keyIndex = announced.keyIndex
      } else {
        if (known !== undefined) await removeCompanions(context, account, [known], 'by-phone')
        account.companions.set(announced.device, companionOf(context, account, announced))
      }
      await context.state.save()
      context.changed()
    },
    async withdraw(number, device, keyIndexList) {
      const account = accountOf(number)
      account.keyIndexList = readKeyIndexList(keyIndexList)
      const companion = account.companions.get(device)
      if (companion === undefined) throw new PhoneLineError('unknown-device')
      context.lanes.get(companion)?.drop()
      await removeCompanions(context, account, [companion], 'by-phone')
    },
    attach(number, device, listener) {
      const account = accountOf(number)
      if (device === 0) account.primary ??= phoneOf(context, account)
      const owner = device === 0 ? account.primary : account.companions.get(device)
      if (owner === undefined) throw new PhoneLineError('unknown-device')
      return openLane(context, account, owner, listener)
    },
    async keepBlob(blob) {
      const directPath = await keepBlob(context, blob)
      await context.state.save()
      return { directPath }
    },
  }
}

function companionOf(
  context: ServiceContext,
  account: Account,
  announced: AnnouncedDevice,
): Companion {
  const { device, keyIndex, identityKey, registrationId, signedIdentity } = announced
  return {
    ...unpublished(context, account, device),
    identityKey: identityKey.slice(),
    registrationId: fourBytes(registrationId),
    keyIndex,
    signedIdentity: withoutAccountKey(signedIdentity),
  }
}

/** The phone as a device; its keys come with its first upload. */
function phoneOf(context: ServiceContext, account: Account): Companion {
  return { ...unpublished(context, account, 0), identityKey: account.identityKey }
}

function unpublished(context: ServiceContext, account: Account, device: number): Companion {
  const nowMs = context.world.clock.now()
  return {
    device,
    ...deviceJids(account, device),
    noisePublic: NOTHING,
    identityKey: NOTHING,
    registrationId: NOTHING,
    signedPreKey: { id: NOTHING, publicKey: NOTHING, signature: NOTHING },
    published: false,
    deviceProps: NOTHING,
    keyIndex: 0,
    signedIdentity: NOTHING,
    linkedAtMs: nowMs,
    lastActiveMs: nowMs,
    ...newDeviceParts(),
  }
}

/** A registration id as 4 big-endian bytes. */
function fourBytes(id: number): Uint8Array {
  return Uint8Array.of(id >>> 24, (id >>> 16) & 0xff, (id >>> 8) & 0xff, id & 0xff)
}

/** The service does not serve the account's key (04 section 3). What cannot be read stays as it is. */
function withoutAccountKey(signedIdentity: Uint8Array): Uint8Array {
  if (signedIdentity.length === 0) return NOTHING
  try {
    const { details, accountSignature, deviceSignature } = decodeProto(
      ADVSignedDeviceIdentitySchema,
      signedIdentity,
    )
    const kept = { details, accountSignature, deviceSignature }
    return encodeProto(ADVSignedDeviceIdentitySchema, kept)
  } catch {
    return signedIdentity.slice()
  }
}

/** A signed list with the time that stands in it. */
export function readKeyIndexList(bytes: Uint8Array): Account['keyIndexList'] {
  const { details } = decodeProto(ADVSignedKeyIndexListSchema, bytes)
  const { timestamp } = decodeProto(ADVKeyIndexListSchema, details)
  return { bytes: bytes.slice(), ts: String(timestamp) }
}
