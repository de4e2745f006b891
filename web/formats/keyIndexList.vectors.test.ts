import { expect, test } from 'vitest'
import { fromHex } from '../crypto/bytes.ts'
import { devicesInList, isKeyIndexListSigned, readKeyIndexList } from './keyIndexList.ts'
import vectors from './vectors/linking.json' with { type: 'json' }

const { bytes, accountKey } = vectors.adv.signedKeyIndexList
const list = readKeyIndexList(fromHex(bytes))

test('the list of the vectors is read and believed', async () => {
  expect(list).toMatchObject({ rawId: vectors.adv.rawId, currentIndex: 3, validIndexes: [0, 1, 3] })
  expect(list.timestampSec).toBe(vectors.adv.timestamp)
  expect(await isKeyIndexListSigned(list, fromHex(accountKey))).toBe(true)
})

test('another key, another list, another kind of account: not signed', async () => {
  const other = fromHex(vectors.identities.companionIdentity.public)
  expect(await isKeyIndexListSigned(list, other)).toBe(false)
  expect(await isKeyIndexListSigned({ ...list, hosted: true }, fromHex(accountKey))).toBe(false)
  const details = list.details.slice()
  details[3] = (details[3] ?? 0) ^ 1
  expect(await isKeyIndexListSigned({ ...list, details }, fromHex(accountKey))).toBe(false)
  expect(await isKeyIndexListSigned(list, new Uint8Array(5))).toBe(false)
})

test('the phone stays, and companions that are named or newer than the list', () => {
  const devices = [
    { device: 0 },
    { device: 1, keyIndex: 1 },
    { device: 2, keyIndex: 2 },
    { device: 3, keyIndex: 3 },
    { device: 4, keyIndex: 4 },
    { device: 5 },
    { device: 6, keyIndex: 0 },
  ]
  expect(devicesInList(devices, list).map(({ device }) => device)).toEqual([0, 1, 3, 4, 6])
  expect(devicesInList(devices, undefined)).toEqual(devices)
})

test('what is no list', () => {
  expect(() => readKeyIndexList(fromHex('0a05aa'))).toThrow(
    expect.objectContaining({ name: 'AdvError', code: 'malformed' }),
  )
})
