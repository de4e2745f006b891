import { expect, test } from 'vitest'
import { fromHex } from '../crypto/bytes.ts'
import { devicesInList, readKeyIndexList } from './keyIndexList.ts'
import vectors from './vectors/linking.json' with { type: 'json' }

const { bytes } = vectors.adv.signedKeyIndexList
const list = readKeyIndexList(fromHex(bytes))

test('the list of the vectors is read', () => {
  expect(list).toMatchObject({ rawId: vectors.adv.rawId, currentIndex: 3, validIndexes: [0, 1, 3] })
  expect(list.timestampSec).toBe(vectors.adv.timestamp)
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
