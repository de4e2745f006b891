import { expect, test } from 'vitest'
import type { Jid } from '../../../web/wire/jid.ts'
import { node } from '../../../web/wire/node/node.ts'
import { encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  ADVKeyIndexListSchema,
  ADVSignedKeyIndexListSchema,
} from '../../../web/wire/proto/gen/adv_pb.ts'
import { deviceQuery, readDeviceLists } from './usync.ts'

const ADA = '15550000001@s.whatsapp.net' as Jid

function answer(devices: ReadonlyArray<readonly [id: string, keyIndex?: string]>, signed = true) {
  const details = encodeProto(ADVKeyIndexListSchema, {
    rawId: 1,
    currentIndex: 5,
    validIndexes: [0, 2, 5],
  })
  const list = encodeProto(ADVSignedKeyIndexListSchema, { details })
  const children = devices.map(([id, keyIndex]) =>
    node('device', keyIndex === undefined ? { id } : { id, 'key-index': keyIndex }),
  )
  const inner = [node('device-list', {}, children)]
  if (signed) inner.push(node('key-index-list', { ts: '1' }, list))
  const user = node('user', { jid: ADA }, [
    node('devices', {}, inner),
    node('lid', { val: '77@lid' }),
  ])
  return node('iq', { type: 'result' }, [node('usync', {}, [node('list', {}, [user])])])
}

test('only devices that the signed list names, or newer ones, count', () => {
  const [ada] = readDeviceLists(answer([['0'], ['1', '2'], ['2', '3'], ['3', '6'], ['4']]))
  expect(ada?.lid).toBe('77@lid')
  expect(ada?.devices).toEqual([
    ADA,
    '15550000001:1@s.whatsapp.net',
    '15550000001:3@s.whatsapp.net',
  ])
})

test('without a signed list every device counts; a list that is missing is no empty list', () => {
  expect(readDeviceLists(answer([['0'], ['9']], false))[0]?.devices).toHaveLength(2)
  const refused = node('user', { jid: ADA }, [
    node('devices', {}, [node('error', { code: '404' })]),
  ])
  const all = node('iq', {}, [node('usync', {}, [node('list', {}, [refused])])])
  expect(readDeviceLists(all)).toEqual([{ user: ADA }])
})

test('LIDs are asked for where users are named by number', () => {
  const asked = (user: string): string => JSON.stringify(deviceQuery('1', [user as Jid]))
  expect(asked(ADA)).toContain('"tag":"lid"')
  expect(asked('77@lid')).not.toContain('"tag":"lid"')
})
