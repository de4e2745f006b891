import { describe, expect, it } from 'vitest'
import { node, type WireNode } from '../node/node.ts'
import { pairDeviceResult, pairingStep, parsePairDevice } from './pairDevice.ts'
import { pairDeviceSign, pairRefused, parsePairSuccess } from './pairSuccess.ts'

const service = { from: 's.whatsapp.net', type: 'set', xmlns: 'md', id: '55' }

function refs(...texts: string[]): WireNode {
  return node('iq', service, [
    node(
      'pair-device',
      {},
      texts.map((text) => node('ref', {}, text)),
    ),
  ])
}

describe('steps of linking', () => {
  it('are requests of the service only', () => {
    const inner = [node('pair-device')]
    expect(pairingStep(node('iq', { type: 'result' }, inner))).toBeUndefined()
    expect(pairingStep(node('notification', { type: 'set' }, inner))).toBeUndefined()
    expect(pairingStep(node('iq', { type: 'set' }, [node('ping')]))).toBeUndefined()
  })
})

describe('pair-device', () => {
  it('gives the refs in order', () => {
    const stanza = refs('first', '2@second,with,commas', 'third')
    expect(pairingStep(stanza)).toBe('refs')
    expect(parsePairDevice(stanza)).toEqual({
      id: '55',
      refs: ['first', '2@second,with,commas', 'third'],
      unknown: 0,
    })
  })

  it('counts what it does not know and goes on', () => {
    const stanza = node('iq', { ...service, news: '1' }, [
      node('pair-device', {}, [node('ref', {}, 'a'), node('hint', {}, 'b')]),
    ])
    expect(parsePairDevice(stanza)).toMatchObject({ refs: ['a'], unknown: 2 })
  })

  it.each([
    ['missing-child', refs()],
    ['missing-content', refs('a', '')],
    ['bad-word', refs('a b')],
    ['bad-word', refs('ä')],
    ['bad-length', refs('a'.repeat(513))],
    ['missing-attribute', node('iq', { type: 'set' }, [node('pair-device')])],
  ])('names the broken rule: %s', (code, stanza) => {
    expect(() => parsePairDevice(stanza)).toThrow(expect.objectContaining({ code }))
  })

  it('is answered empty', () => {
    expect(pairDeviceResult('55')).toEqual({
      tag: 'iq',
      attrs: { id: '55', to: 's.whatsapp.net', type: 'result' },
    })
  })
})

interface Parts {
  identity?: Uint8Array
  device?: Record<string, string>
  more?: WireNode[]
}

function success({
  identity = Uint8Array.of(1, 2, 3),
  device = { jid: '15550001111:3@s.whatsapp.net', lid: '88888:3@lid' },
  more = [],
}: Parts = {}): WireNode {
  return node('iq', { ...service, t: '1767225600' }, [
    node('pair-success', {}, [
      node('device-identity', {}, identity),
      node('device', device),
      ...more,
    ]),
  ])
}

describe('pair-success', () => {
  it('gives addresses, identity, platform and business name', () => {
    const stanza = success({
      more: [
        node('platform', { name: 'android' }),
        node('biz', { name: 'Paper Moon' }),
        node('client-props', {}, Uint8Array.of(8, 1)),
      ],
    })
    expect(pairingStep(stanza)).toBe('success')
    expect(parsePairSuccess(stanza)).toEqual({
      id: '55',
      serverSec: 1767225600,
      deviceIdentity: Uint8Array.of(1, 2, 3),
      jid: '15550001111:3@s.whatsapp.net',
      lid: '88888:3@lid',
      platform: 'android',
      businessName: 'Paper Moon',
      unknown: 0,
    })
  })

  it('needs neither LID, platform nor business, and counts strangers', () => {
    const stanza = success({
      device: { jid: '15550001111:3@s.whatsapp.net', color: 'blue' },
      more: [node('jurisdiction', {}, 'x')],
    })
    const parsed = parsePairSuccess(stanza)
    expect(parsed.unknown).toBe(2)
    expect('lid' in parsed || 'platform' in parsed || 'businessName' in parsed).toBe(false)
  })

  it.each([
    ['missing-content', success({ identity: new Uint8Array() })],
    ['bad-length', success({ identity: new Uint8Array(501) })],
    ['missing-attribute', success({ device: {} })],
    ['bad-address', success({ device: { jid: '15550001111@s.whatsapp.net' } })],
    ['bad-address', success({ device: { jid: '15550001111:3@lid' } })],
    ['bad-address', success({ device: { jid: 'not an address' } })],
    ['bad-address', success({ device: { jid: '15550001111:3@s.whatsapp.net', lid: '8:4@lid' } })],
    [
      'bad-address',
      success({ device: { jid: '15550001111:3@s.whatsapp.net', lid: '8:3@s.whatsapp.net' } }),
    ],
    ['missing-child', node('iq', service, [node('pair-success', {}, [node('device', {})])])],
    ['bad-number', node('iq', { ...service, t: 'now' }, success().content as WireNode[])],
  ])('names the broken rule: %s', (code, stanza) => {
    expect(() => parsePairSuccess(stanza)).toThrow(expect.objectContaining({ code }))
  })

  it('never puts a value into its error', () => {
    const stanza = success({ device: { jid: '15550001111@s.whatsapp.net' } })
    expect(() => parsePairSuccess(stanza)).toThrow(/^bad-address at device@jid$/)
  })

  it('is answered with key-index and the signed identity', () => {
    expect(pairDeviceSign('55', 7, Uint8Array.of(9))).toEqual({
      tag: 'iq',
      attrs: { id: '55', to: 's.whatsapp.net', type: 'result' },
      content: [
        {
          tag: 'pair-device-sign',
          attrs: {},
          content: [
            { tag: 'device-identity', attrs: { 'key-index': '7' }, content: Uint8Array.of(9) },
          ],
        },
      ],
    })
  })

  it.each([
    ['hmac-mismatch', '401'],
    ['signature-mismatch', '401'],
    ['internal-error', '500'],
  ] as const)('is refused with %s %s', (text, code) => {
    const stanza = pairRefused('55', text)
    expect(stanza.attrs).toEqual({ id: '55', to: 's.whatsapp.net', type: 'error' })
    expect(stanza.content).toEqual([{ tag: 'error', attrs: { code, text } }])
  })
})
