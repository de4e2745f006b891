import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../crypto/bytes.ts'
import { mediaRetryKey, openReuploadAnswer, sealReuploadRequest } from './mediaRetry.ts'
import vectors from './vectors/media.json' with { type: 'json' }

describe.each(vectors.mediaRetry)('$stanzaId', ({ stanzaId, retryKey, request, ...vector }) => {
  const mediaKey = fromHex(vector.mediaKey)
  const { encPHex, encIvHex, directPath, result } = vector.notification
  const sealed = { payload: fromHex(encPHex), iv: fromHex(encIvHex) }

  test('the request', () => {
    expect(toHex(mediaRetryKey(mediaKey))).toBe(retryKey)
    const asked = sealReuploadRequest(stanzaId, mediaKey, fromHex(request.encIvHex))
    expect(toHex(asked.payload)).toBe(request.encPHex)
    expect(toHex(asked.iv)).toBe(request.encIvHex)
  })

  test('the answer', () => {
    expect(openReuploadAnswer(sealed, stanzaId, mediaKey)).toMatchObject({ directPath, result })
  })

  test('an answer about another stanza, or under another key', () => {
    const wrong = expect.objectContaining({ name: 'FormatError', code: 'bad-mac' })
    expect(() => openReuploadAnswer(sealed, `${stanzaId}0`, mediaKey)).toThrow(wrong)
    expect(() => openReuploadAnswer(sealed, stanzaId, new Uint8Array(32))).toThrow(wrong)
    expect(() =>
      openReuploadAnswer({ ...sealed, iv: new Uint8Array(3) }, stanzaId, mediaKey),
    ).toThrow(expect.objectContaining({ code: 'bad-length' }))
  })
})

test('an answer that names another stanza inside is not believed', () => {
  // What we ask is sealed as an answer is, and names its stanza in the same field.
  const mediaKey = new Uint8Array(32).fill(1)
  const own = sealReuploadRequest('A1', mediaKey, new Uint8Array(12))
  expect(openReuploadAnswer(own, 'A1', mediaKey).stanzaId).toBe('A1')
  expect(() => openReuploadAnswer(own, 'A2', mediaKey)).toThrow()
})
