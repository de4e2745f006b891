import { concatBytes, equalBytes, toHex } from '../../../web/crypto/bytes.ts'
import { xeddsaVerify } from '../../../web/crypto/xeddsa.ts'
import { bytesOf, child, children, type WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { announceAdded } from '../devices/announcements.ts'
import type { Companion, SignedPreKey } from '../state/accounts.ts'
import { bytesNode, many, one, type Shape } from '../strict/shape.ts'
import { badRequest, refusal, result } from './answers.ts'
import { idNumber, isNewerKeyId } from './keyIds.ts'
import type { IqRule } from './rule.ts'

/** An upload with more keys is not read. */
const MOST_KEYS = 812
const CURVE25519 = 5

const key: Shape = { tag: 'key', children: [one(bytesNode('id', 3)), one(bytesNode('value', 32))] }
const signedKey: Shape = {
  tag: 'skey',
  children: [one(bytesNode('id', 3)), one(bytesNode('value', 32)), one(bytesNode('signature', 64))],
}

/** The upload of one-time pre-keys (04 section 2), checked to the last byte. */
export const uploadRule: IqRule = {
  name: 'upload',
  type: 'set',
  xmlns: 'encrypt',
  asks: 'registration',
  children: [
    one(bytesNode('registration', 4)),
    one(bytesNode('type', 1)),
    one(bytesNode('identity', 32)),
    one({ tag: 'list', children: [many(key, 0, MOST_KEYS)] }),
    one(signedKey),
  ],
  async answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { account, companion } = connection.stage
    // A simulated person may be one without one-time keys.
    if (offeredKeys(iq).length === 0 && !connection.simulated) {
      connection.deviate('missing-child', 'iq/encrypt/list/key')
      return badRequest(iq)
    }
    const isFirst = !companion.published
    if (isFirst) adopt(companion, iq)
    const fault = (await identityFault(iq, companion)) ?? keysFault(iq, companion)
    if (fault !== undefined) {
      connection.deviate(fault.rule, 'iq/encrypt')
      return refusal(iq, fault.code, fault.code === 409 ? 'conflict' : 'not-acceptable')
    }
    storeKeys(connection, iq, companion, context.preKeysPerUpload)
    companion.published = true
    await context.state.save()
    if (isFirst && companion.device !== 0) announceAdded(context, account, companion)
    context.phones.tell(account.number, { type: 'ready', device: companion.jid })
    return result(iq)
  },
}

/** `rotate`: a new signed pre-key (04 section 2). */
export const rotateRule: IqRule = {
  name: 'rotate',
  type: 'set',
  xmlns: 'encrypt',
  asks: 'rotate',
  children: [one({ tag: 'rotate', children: [one(signedKey)] })],
  async answer(context, connection, iq) {
    if (connection.stage.at !== 'companion') return badRequest(iq)
    const { companion } = connection.stage
    const offered = child(child(iq, 'rotate') ?? iq, 'skey') ?? iq
    const signed = readSignedKey(offered)
    const fault = await rotationFault(signed, companion)
    if (fault !== undefined) {
      connection.deviate(fault, 'iq/rotate/skey')
      return refusal(iq, 406, 'not-acceptable')
    }
    companion.signedPreKey = signed
    await context.state.save()
    return result(iq)
  },
}

/** A simulated device says with its first upload what a linked one says when it registers. */
function adopt(companion: Companion, iq: WireNode): void {
  companion.registrationId = contentOf(iq, 'registration').slice()
  companion.signedPreKey = readSignedKey(child(iq, 'skey') ?? iq)
}

interface UploadFault {
  readonly rule: string
  readonly code: 406 | 409
}

async function rotationFault(
  signed: SignedPreKey,
  { identityKey, signedPreKey }: Companion,
): Promise<string | undefined> {
  const id = idNumber(signed.id)
  if (id === 0) return 'signed-pre-key-id-zero'
  if (isOtherKeyOfSameId(signed, signedPreKey)) return 'signed-pre-key-id-reused'
  // The same key again is a rotation whose result was lost.
  const isRepeat = equalBytes(signed.id, signedPreKey.id)
  if (!isRepeat && !isNewerKeyId(id, idNumber(signedPreKey.id))) return 'signed-pre-key-id-back'
  return (await isSignedBy(identityKey, signed)) ? undefined : 'signed-pre-key-signature'
}

function isOtherKeyOfSameId(one: SignedPreKey, other: SignedPreKey): boolean {
  return equalBytes(one.id, other.id) && !equalBytes(one.publicKey, other.publicKey)
}

async function identityFault(iq: WireNode, companion: Companion): Promise<UploadFault | undefined> {
  if (contentOf(iq, 'type')[0] !== CURVE25519) return { rule: 'key-type', code: 406 }
  if (!equalBytes(contentOf(iq, 'identity'), companion.identityKey)) {
    return { rule: 'identity-changed', code: 409 }
  }
  if (!equalBytes(contentOf(iq, 'registration'), companion.registrationId)) {
    return { rule: 'registration-id-changed', code: 409 }
  }
  const signed = readSignedKey(child(iq, 'skey') ?? iq)
  if (isOtherKeyOfSameId(signed, companion.signedPreKey)) {
    return { rule: 'signed-pre-key-id-reused', code: 406 }
  }
  const isSigned = await isSignedBy(companion.identityKey, signed)
  return isSigned ? undefined : { rule: 'signed-pre-key-signature', code: 406 }
}

function keysFault(iq: WireNode, companion: Companion): UploadFault | undefined {
  const seen = new Set<number>()
  const values = new Set<string>()
  for (const { id, value } of offeredKeys(iq)) {
    if (id === 0) return { rule: 'pre-key-id-zero', code: 406 }
    if (seen.has(id)) return { rule: 'pre-key-id-twice', code: 406 }
    seen.add(id)
    const hex = toHex(value)
    if (values.has(hex)) return { rule: 'pre-key-twice', code: 406 }
    values.add(hex)
    const known = companion.preKeys.get(id)
    // The same key again is a repeated upload whose result was lost.
    const isRepeat = known !== undefined && equalBytes(known, value)
    if (!isRepeat && !isNewerKeyId(id, companion.highestPreKeyId)) {
      return { rule: 'pre-key-id-reused', code: 406 }
    }
  }
  return undefined
}

function storeKeys(
  connection: Connection,
  iq: WireNode,
  companion: Companion,
  expected: number,
): void {
  const keys = offeredKeys(iq)
  if (keys.length !== expected && !connection.simulated) {
    connection.deviate('pre-key-count', `iq/encrypt/list has ${keys.length} keys`)
  }
  for (const { id, value } of keys) {
    companion.preKeys.set(id, value.slice())
    if (isNewerKeyId(id, companion.highestPreKeyId)) companion.highestPreKeyId = id
  }
  const offered = child(iq, 'skey')
  if (offered !== undefined) companion.signedPreKey = readSignedKey(offered)
}

function offeredKeys(iq: WireNode): Array<{ id: number; value: Uint8Array }> {
  const list = child(iq, 'list')
  return (list === undefined ? [] : children(list)).map((offered) => ({
    id: idNumber(contentOf(offered, 'id')),
    value: contentOf(offered, 'value'),
  }))
}

function readSignedKey(skey: WireNode): SignedPreKey {
  return {
    id: contentOf(skey, 'id').slice(),
    publicKey: contentOf(skey, 'value').slice(),
    signature: contentOf(skey, 'signature').slice(),
  }
}

/** The signature covers the 33-byte form, `05` and the key (01 section 5). */
export function isSignedBy(identityKey: Uint8Array, signed: SignedPreKey): Promise<boolean> {
  const covered = concatBytes(Uint8Array.of(CURVE25519), signed.publicKey)
  return xeddsaVerify(identityKey, covered, signed.signature)
}

function contentOf(parent: WireNode, tag: string): Uint8Array {
  const found = child(parent, tag)
  return found === undefined ? new Uint8Array(0) : bytesOf(found)
}
