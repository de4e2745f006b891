import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bytesOf, child, children, node, type WireNode } from '../node/node.ts'
import { keyDigestHash, keyDigestRequest, parseKeyDigest } from './keyDigest.ts'
import { signedPreKeyRotation } from './preKeys.ts'

const filled = (length: number, value: number) => new Uint8Array(length).fill(value)

function answer(changes: Readonly<Record<string, WireNode | undefined>> = {}): WireNode {
  const parts: Record<string, WireNode | undefined> = {
    registration: node('registration', {}, Uint8Array.of(0, 0, 0x12, 0x34)),
    type: node('type', {}, Uint8Array.of(5)),
    identity: node('identity', {}, filled(32, 1)),
    skey: node('skey', {}, [
      node('id', {}, Uint8Array.of(1, 0, 2)),
      node('value', {}, filled(32, 2)),
      node('signature', {}, filled(64, 3)),
    ]),
    list: node('list', {}, [
      node('id', {}, Uint8Array.of(0, 0, 9)),
      node('id', {}, Uint8Array.of(0xff, 0xff, 0xff)),
    ]),
    hash: node('hash', {}, filled(20, 4)),
    ...changes,
  }
  const present = Object.values(parts).filter((part) => part !== undefined)
  return node('iq', { type: 'result' }, [node('digest', {}, present)])
}

describe('the digest of the own keys', () => {
  it('is asked for in a request of its own', () => {
    expect(keyDigestRequest('7')).toEqual(
      node('iq', { id: '7', to: 's.whatsapp.net', type: 'get', xmlns: 'encrypt' }, [
        node('digest'),
      ]),
    )
  })

  it('is read with big-endian numbers, the ids in their order', () => {
    expect(parseKeyDigest(answer())).toEqual({
      registrationId: 0x1234,
      keyType: 5,
      identityPublic: filled(32, 1),
      signedPreKey: { id: 0x010002, publicKey: filled(32, 2), signature: filled(64, 3) },
      preKeyIds: [9, 0xff_ff_ff],
      hash: filled(20, 4),
    })
  })

  it.each(['registration', 'type', 'identity', 'skey', 'list', 'hash'])(
    'is refused without %s',
    (part) => {
      expect(() => parseKeyDigest(answer({ [part]: undefined }))).toThrow(
        expect.objectContaining({ code: 'missing-child' }),
      )
    },
  )

  it.each([
    ['registration', node('registration', {}, filled(3, 1))],
    ['identity', node('identity', {}, filled(33, 5))],
    ['list', node('list', {}, [node('id', {}, filled(4, 0))])],
    ['hash', node('hash', {}, filled(19, 4))],
  ])('is refused with %s of another length', (part, wrong) => {
    expect(() => parseKeyDigest(answer({ [part]: wrong }))).toThrow(
      expect.objectContaining({ code: 'bad-length' }),
    )
  })

  it('hashes identity, signed pre-key, its signature and the listed keys, in this order', () => {
    const [identity, key, signature] = [filled(32, 1), filled(32, 2), filled(64, 3)]
    const preKeys = [filled(32, 9), filled(32, 8)]
    const expected = createHash('sha1')
    for (const part of [identity, key, signature, ...preKeys]) expected.update(part)
    expect(keyDigestHash(identity, { publicKey: key, signature }, preKeys)).toEqual(
      new Uint8Array(expected.digest()),
    )
  })
})

describe('the rotation of the signed pre-key', () => {
  it('carries the key alone, its id in 3 bytes', () => {
    const key = { id: 0x010002, publicKey: filled(32, 2), signature: filled(64, 3) }
    const stanza = signedPreKeyRotation('8', key)
    expect(stanza.attrs).toEqual({ id: '8', to: 's.whatsapp.net', type: 'set', xmlns: 'encrypt' })
    const rotate = child(stanza, 'rotate') ?? node('none')
    expect(children(stanza)).toEqual([rotate])
    const skey = child(rotate, 'skey') ?? node('none')
    expect(children(rotate)).toEqual([skey])
    expect(children(skey).map((part) => [part.tag, [...bytesOf(part)]])).toEqual([
      ['id', [1, 0, 2]],
      ['value', [...filled(32, 2)]],
      ['signature', [...filled(64, 3)]],
    ])
  })
})
