import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../crypto/bytes.ts'
import { decodeProto, encodeProto } from './codec.ts'
import { isSet } from './schema.ts'
import { ADVDeviceIdentitySchema, ADVEncryptionType, ADVKeyIndexListSchema } from './gen/adv_pb.ts'
import { ClientPayloadSchema } from './gen/payload_pb.ts'

test('fields go out in ascending order, absent ones not at all, zero and false if given', () => {
  const bytes = encodeProto(ADVDeviceIdentitySchema, {
    deviceType: ADVEncryptionType.E2EE,
    keyIndex: 0,
    rawId: 300,
  })
  expect(toHex(bytes)).toBe('08ac0218002800')
  const read = decodeProto(ADVDeviceIdentitySchema, bytes)
  expect(isSet(read, 'keyIndex')).toBe(true)
  expect(isSet(read, 'timestamp')).toBe(false)
  expect(read.timestamp).toBe(0n)
  expect(encodeProto(ADVDeviceIdentitySchema, {})).toHaveLength(0)
})

test('unknown fields and unknown enum values are kept', () => {
  // Field 90 of each wire type, and deviceType 9, which nobody has defined.
  for (const hex of ['d0050b', 'd1050102030405060708', 'd2050141', 'd50501020304', '2809']) {
    const read = decodeProto(ADVDeviceIdentitySchema, fromHex(`0805${hex}`))
    expect(read.rawId).toBe(5)
    expect(read.deviceType).toBe(ADVEncryptionType.E2EE)
    expect(toHex(encodeProto(ADVDeviceIdentitySchema, read))).toBe(`0805${hex}`)
  }
})

test('a list is read packed and unpacked, and written packed', () => {
  const packed = decodeProto(ADVKeyIndexListSchema, fromHex('2203000103'))
  const unpacked = decodeProto(ADVKeyIndexListSchema, fromHex('200020012003'))
  expect(packed.validIndexes).toEqual([0, 1, 3])
  expect(unpacked.validIndexes).toEqual([0, 1, 3])
  expect(toHex(encodeProto(ADVKeyIndexListSchema, unpacked))).toBe('2203000103')
})

test.each([
  ['cut in a tag', '88'],
  ['cut in a varint', '0880'],
  ['cut in a length', '2a80'],
  ['a length beyond the end', '2a05aa'],
  ['field number 0', '00'],
  ['wire type 7', '0f'],
  ['an endless varint', `08${'ff'.repeat(11)}`],
  ['a group that ends elsewhere', '5b64'],
  ['a group that never ends', '5b'.repeat(100_000)],
])('malformed: %s', (_, hex) => {
  expect(() => decodeProto(ClientPayloadSchema, fromHex(hex))).toThrow(
    expect.objectContaining({ name: 'ProtoError', code: 'malformed' }),
  )
})

test('a value outside its field is refused', () => {
  for (const rawId of [-1, 2 ** 32, 1.5, Number.NaN]) {
    expect(() => encodeProto(ADVDeviceIdentitySchema, { rawId })).toThrow(
      expect.objectContaining({ name: 'ProtoError', code: 'unencodable' }),
    )
  }
})
