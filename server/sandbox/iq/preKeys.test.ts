import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { concatBytes } from '../../../web/crypto/bytes.ts'
import { generateKeyPair } from '../../../web/crypto/x25519.ts'
import { xeddsaSign } from '../../../web/crypto/xeddsa.ts'
import { manualClock, seededRandom } from '../../../web/platform/fakes.ts'
import { bytesOf, child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { openService, type SandboxService } from '../service.ts'
import type { RawClient } from '../testing/rawClient.ts'
import { makeDevice, type RawDevice } from '../testing/rawDevice.ts'
import { linkDevice, logIn, preKeySignature } from '../testing/rawLink.ts'
import { makePhone } from '../testing/rawPhone.ts'
import { memoryKeeper } from '../world.ts'
import { idBytes, idNumber, isNewerKeyId } from './keyIds.ts'

vi.setConfig({ testTimeout: 60_000 })

const randomBytes = seededRandom(12)
const S = 's.whatsapp.net'
const SELF = '15550001111:1@s.whatsapp.net'
let service: SandboxService
let device: RawDevice
let client: RawClient
let ids = 0

beforeEach(async () => {
  service = await openService({ clock: manualClock(), randomBytes, keeper: memoryKeeper() })
  const phone = await makePhone(service, randomBytes)
  device = await makeDevice(randomBytes)
  await linkDevice(service, phone, device, randomBytes)
  client = await logIn(service, phone, device, randomBytes)
  await client.next('success')
  await ask('set', node('active'), 'passive')
  await client.next((stanza) => child(stanza, 'offline') !== undefined)
})

afterEach(() => client.hangUp())

async function ask(type: string, content: WireNode | WireNode[], xmlns = 'encrypt') {
  const id = `k${++ids}`
  const parts = Array.isArray(content) ? content : [content]
  client.send(node('iq', { id, to: S, type, xmlns }, parts))
  return client.next((stanza) => stanza.attrs['id'] === id)
}

const rules = () => service.ledger.failures.map(({ rule }) => rule)
const codeOf = (answer: WireNode) => child(answer, 'error')?.attrs['code'] ?? answer.attrs['type']

interface Signed {
  readonly id: number
  readonly publicKey: Uint8Array
  readonly signature: Uint8Array
}

async function signedKey(id: number): Promise<Signed> {
  const { publicKey } = await generateKeyPair(randomBytes)
  const covered = concatBytes(Uint8Array.of(5), publicKey)
  return {
    id,
    publicKey,
    signature: xeddsaSign(device.identity.privateKey, covered, randomBytes(64)),
  }
}

function skey({ id, publicKey, signature }: Signed): WireNode {
  return node('skey', {}, [
    node('id', {}, idBytes(id)),
    node('value', {}, publicKey),
    node('signature', {}, signature),
  ])
}

const rotate = (key: Signed) => ask('set', node('rotate', {}, [skey(key)]))

/** 812 keys from this id on, which may begin again at 1. */
function upload(first: number) {
  const keys = Array.from({ length: 812 }, (_, at) => {
    const id = first + at > 0xff_ff_ff ? first + at - 0xff_ff_ff : first + at
    return node('key', {}, [node('id', {}, idBytes(id)), node('value', {}, randomBytes(32))])
  })
  const signed = {
    id: 1,
    publicKey: device.signedPreKey.publicKey,
    signature: preKeySignature(device, randomBytes),
  }
  return ask('set', [
    node('registration', {}, Uint8Array.of(0, 0, 0x12, 0x34)),
    node('type', {}, Uint8Array.of(5)),
    node('identity', {}, device.identity.publicKey),
    node('list', {}, keys),
    skey(signed),
  ]).then((answer) => ({ answer, keys }))
}

const take = (count: number) =>
  ask(
    'get',
    node(
      'key',
      {},
      Array.from({ length: count }, () => node('user', { jid: SELF })),
    ),
  )

describe('the rotation of a signed pre-key', () => {
  it('is taken, and taken again when its result was lost', async () => {
    const next = await signedKey(2)
    expect(codeOf(await rotate(next))).toBe('result')
    expect(codeOf(await rotate(next))).toBe('result')
    expect(codeOf(await rotate(await signedKey(3)))).toBe('result')
    const bundle = child(child(await take(1), 'list') ?? node('none'), 'user') ?? node('none')
    expect(idNumber(bytesOf(child(child(bundle, 'skey') ?? bundle, 'id') ?? bundle))).toBe(3)
    expect(rules()).toEqual([])
  })

  it('goes on at 1 after the last id', async () => {
    for (const id of [8_388_000, 16_776_000, 0xff_ff_ff, 1]) {
      expect(codeOf(await rotate(await signedKey(id)))).toBe('result')
    }
    expect(rules()).toEqual([])
  })

  it.each([
    ['the id of the current key', 1, 'signed-pre-key-id-reused'],
    ['no id', 0, 'signed-pre-key-id-zero'],
    ['an id from before', 0xff_ff_f0, 'signed-pre-key-id-back'],
  ])('is refused with %s', async (_, id, rule) => {
    expect(codeOf(await rotate(await signedKey(id)))).toBe('406')
    expect(rules()).toEqual([rule])
  })

  it('is refused with the signature of somebody else', async () => {
    const key = { ...(await signedKey(2)), signature: randomBytes(64) }
    expect(codeOf(await rotate(key))).toBe('406')
    expect(rules()).toEqual(['signed-pre-key-signature'])
  })
})

describe('the digest', () => {
  it('is not there without one-time keys', async () => {
    expect(codeOf(await ask('get', node('digest')))).toBe('404')
    expect(rules()).toEqual([])
  })

  it('hashes what is held, in the order of its list', async () => {
    const { keys } = await upload(1)
    await take(2)
    const answer = await ask('get', node('digest'))
    const digest = child(answer, 'digest') ?? node('none')
    expect(children(digest).map(({ tag }) => tag)).toEqual([
      'registration',
      'type',
      'identity',
      'skey',
      'list',
      'hash',
    ])
    const listed = children(child(digest, 'list') ?? node('none')).map((id) =>
      idNumber(bytesOf(id)),
    )
    expect(listed).toEqual(Array.from({ length: 810 }, (_, at) => at + 3))
    const expected = createHash('sha1').update(device.identity.publicKey)
    const signed = child(digest, 'skey') ?? node('none')
    for (const part of ['value', 'signature']) {
      expected.update(bytesOf(child(signed, part) ?? node('none')))
    }
    for (const key of keys.slice(2)) expected.update(bytesOf(child(key, 'value') ?? key))
    expect(bytesOf(child(digest, 'hash') ?? node('none'))).toEqual(
      new Uint8Array(expected.digest()),
    )
  })
})

describe('one-time keys', () => {
  it('go out oldest first, and their owner is told when fewer than five are left', async () => {
    await upload(1)
    await take(807)
    await take(1)
    const low = await client.next('notification')
    expect(low.attrs).toMatchObject({ from: S, type: 'encrypt' })
    expect(child(low, 'count')?.attrs).toEqual({ value: '4' })
    const { id = '' } = low.attrs
    client.send(node('ack', { class: 'notification', id, to: S, type: 'encrypt' }))
    expect(codeOf(await ask('get', node('count')))).toBe('result')
    expect(rules()).toEqual([])
  })

  it('may begin again at id 1 after the last one', async () => {
    expect(codeOf((await upload(0xff_ff_ff - 400)).answer)).toBe('result')
    expect(codeOf((await upload(1000)).answer)).toBe('result')
    expect(codeOf((await upload(1000)).answer)).toBe('406')
    expect(rules()).toEqual(['pre-key-id-reused'])
  })
})

describe('the order of ids', () => {
  it.each([
    [2, 1, true],
    [1, 1, false],
    [1, 2, false],
    [1, 0xff_ff_ff, true],
    [0xff_ff_ff, 1, false],
    [12_000_000, 0, true],
  ])('%d after %d: %s', (id, than, newer) => {
    expect(isNewerKeyId(id, than)).toBe(newer)
  })
})
