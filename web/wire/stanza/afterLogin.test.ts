import { describe, expect, it } from 'vitest'
import { bytesOf, child, children, node, type WireNode } from '../node/node.ts'
import { parseJid } from '../jid.ts'
import { ackOf, wantsAck } from './ack.ts'
import { parseNotification } from './notification.ts'
import { activeRequest } from './passive.ts'
import { parsePicture, pictureRequest } from './picture.ts'
import { parsePreKeyCount, preKeyCountRequest, preKeyUpload } from './preKeys.ts'
import { ownPresence } from './presence.ts'

describe('acks', () => {
  it('copy participant, recipient and type', () => {
    const notification = node('notification', {
      id: 'A1',
      from: '12345@g.us',
      type: 'w:gp2',
      participant: '15550002222@s.whatsapp.net',
      recipient: '15550003333@s.whatsapp.net',
      t: '1',
      offline: '2',
    })
    expect(ackOf(notification)).toEqual({
      tag: 'ack',
      attrs: {
        class: 'notification',
        id: 'A1',
        to: '12345@g.us',
        type: 'w:gp2',
        participant: '15550002222@s.whatsapp.net',
        recipient: '15550003333@s.whatsapp.net',
      },
    })
  })

  it('leave the type out for an identity change, and keep it for other key notices', () => {
    const attrs = { id: 'A1', from: 's.whatsapp.net', type: 'encrypt' }
    const change = node('notification', attrs, [node('identity')])
    const low = node('notification', attrs, [node('count', { value: '3' })])
    expect(ackOf(change).attrs['type']).toBeUndefined()
    expect(ackOf(low).attrs['type']).toBe('encrypt')
  })

  it('go to receipts, notifications and calls that can be answered, to nothing else', () => {
    const full = { id: 'A1', from: 's.whatsapp.net' }
    for (const tag of ['receipt', 'notification', 'call']) {
      expect(wantsAck(node(tag, full))).toBe(true)
      expect(wantsAck(node(tag, { id: 'A1' }))).toBe(false)
      expect(wantsAck(node(tag, { from: 's.whatsapp.net' }))).toBe(false)
    }
    for (const tag of ['message', 'iq', 'ib', 'success', 'ack', 'presence']) {
      expect(wantsAck(node(tag, full))).toBe(false)
    }
  })
})

describe('notifications', () => {
  it.each([
    [
      { kind: 'refresh-code' },
      node('notification', { type: 'companion_reg_refresh' }, [node('companion_reg_refresh')]),
    ],
    [{ kind: 'refresh-code' }, node('notification', {}, [node('pair-device-rotate-qr')])],
    [{ kind: 'passkey-demand' }, node('notification', { type: 'passkey_prologue_request' })],
    [
      { kind: 'account', pushName: 'Ada' },
      node('notification', { type: 'account_sync', pushname: 'Ada' }),
    ],
    [{ kind: 'account' }, node('notification', { type: 'account_sync' }, [node('devices')])],
    [
      { kind: 'own-keys', left: 4 },
      node('notification', { type: 'encrypt' }, [node('count', { value: '4' })]),
    ],
    [{ kind: 'own-keys', left: 0 }, node('notification', { type: 'encrypt' }, [node('count')])],
    [{ kind: 'own-keys' }, node('notification', { type: 'encrypt' }, [node('digest')])],
    [
      { kind: 'identity', from: '15550001111@s.whatsapp.net' },
      node('notification', { type: 'encrypt', from: '15550001111@s.whatsapp.net' }, [
        node('identity'),
      ]),
    ],
    [
      { kind: 'picture', from: '15550001111@s.whatsapp.net' },
      node('notification', { type: 'picture', from: '15550001111@s.whatsapp.net' }),
    ],
    [{ kind: 'other', type: 'server_sync' }, node('notification', { type: 'server_sync' })],
    [{ kind: 'other', type: '' }, node('notification')],
  ])('read as %o', (meaning, stanza) => {
    expect(parseNotification(stanza)).toEqual(meaning)
  })
})

describe('pre-keys', () => {
  const filled = (length: number, value: number) => new Uint8Array(length).fill(value)
  const upload = preKeyUpload('3', {
    registrationId: 0x0102,
    identityPublic: filled(32, 1),
    signedPreKey: { id: 1, publicKey: filled(32, 2), signature: filled(64, 3) },
    preKeys: [
      { id: 1, publicKey: filled(32, 4) },
      { id: 0xabcdef, publicKey: filled(32, 5) },
    ],
  })
  const part = (parent: WireNode | undefined, tag: string) =>
    parent === undefined ? undefined : child(parent, tag)
  const bytes = (parent: WireNode | undefined, tag: string) => {
    const found = part(parent, tag)
    return found === undefined ? undefined : [...bytesOf(found)]
  }

  it('go up with numbers in big-endian and the key type beside bare keys', () => {
    expect(upload.attrs).toEqual({ id: '3', to: 's.whatsapp.net', type: 'set', xmlns: 'encrypt' })
    expect(children(upload).map((inner) => inner.tag)).toEqual([
      'registration',
      'type',
      'identity',
      'list',
      'skey',
    ])
    expect(bytes(upload, 'registration')).toEqual([0, 0, 1, 2])
    expect(bytes(upload, 'type')).toEqual([5])
    expect(bytes(upload, 'identity')).toEqual([...filled(32, 1)])
    const keys = children(part(upload, 'list') ?? node('none'))
    expect(keys.map((key) => key.tag)).toEqual(['key', 'key'])
    expect(keys.map((key) => bytes(key, 'id'))).toEqual([
      [0, 0, 1],
      [0xab, 0xcd, 0xef],
    ])
    expect(bytes(keys[1], 'value')).toEqual([...filled(32, 5)])
    const skey = part(upload, 'skey')
    expect(bytes(skey, 'id')).toEqual([0, 0, 1])
    expect(bytes(skey, 'value')).toEqual([...filled(32, 2)])
    expect(bytes(skey, 'signature')).toEqual([...filled(64, 3)])
  })

  it('are counted, a missing number being none', () => {
    expect(preKeyCountRequest('4').content).toEqual([{ tag: 'count', attrs: {} }])
    const answer = (attrs: Record<string, string>) => node('iq', {}, [node('count', attrs)])
    expect(parsePreKeyCount(answer({ value: '812' }))).toBe(812)
    expect(parsePreKeyCount(answer({}))).toBe(0)
    expect(parsePreKeyCount(node('iq'))).toBe(0)
    expect(() => parsePreKeyCount(answer({ value: 'many' }))).toThrow(
      expect.objectContaining({ code: 'bad-number' }),
    )
  })
})

describe('small requests', () => {
  it('opens the queue', () => {
    expect(activeRequest('5')).toEqual({
      tag: 'iq',
      attrs: { id: '5', to: 's.whatsapp.net', type: 'set', xmlns: 'passive' },
      content: [{ tag: 'active', attrs: {} }],
    })
  })

  it('says presence with the name, its @ left out', () => {
    expect(ownPresence('available', 'A@da')).toEqual({
      tag: 'presence',
      attrs: { type: 'available', name: 'Ada' },
    })
  })

  it('asks for a picture, naming the known one', () => {
    const me = parseJid('15550001111@s.whatsapp.net')
    const request = pictureRequest('6', me, '17')
    expect(request.attrs).toEqual({
      id: '6',
      to: 's.whatsapp.net',
      type: 'get',
      xmlns: 'w:profile:picture',
      target: '15550001111@s.whatsapp.net',
    })
    expect(request.content).toEqual([
      { tag: 'picture', attrs: { type: 'preview', query: 'url', id: '17' } },
    ])
    expect(pictureRequest('6', me).content).toEqual([
      { tag: 'picture', attrs: { type: 'preview', query: 'url' } },
    ])
  })

  it.each([
    [
      { kind: 'found', id: '17', url: 'https://pps.whatsapp.net/v/1' },
      { id: '17', url: 'https://pps.whatsapp.net/v/1', type: 'preview', direct_path: '/v/1' },
    ],
    [{ kind: 'unchanged' }, { status: '304' }],
    [{ kind: 'none' }, { status: '204' }],
  ])('reads the picture answer %o', (meaning, attrs) => {
    expect(parsePicture(node('iq', {}, [node('picture', attrs)]))).toEqual(meaning)
  })

  it('reads a missing picture as none and one without url as malformed', () => {
    expect(parsePicture(node('iq'))).toEqual({ kind: 'none' })
    expect(() => parsePicture(node('iq', {}, [node('picture', { id: '1' })]))).toThrow(
      expect.objectContaining({ code: 'missing-attribute' }),
    )
  })
})
