import { describe, expect, test } from 'vitest'
import { aesGcmEncrypt } from '../crypto/aesGcm.ts'
import { fromHex, toHex, utf8Encode } from '../crypto/bytes.ts'
import { encodeProto } from '../wire/proto/codec.ts'
import { MediaRetryNotificationSchema } from '../wire/proto/gen/mediaRetry_pb.ts'
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
  const mediaKey = new Uint8Array(32).fill(1)
  const iv = new Uint8Array(12)
  const answerNaming = (inside: string) => {
    const plain = encodeProto(MediaRetryNotificationSchema, { stanzaId: inside, result: 1 })
    return { iv, payload: aesGcmEncrypt(mediaRetryKey(mediaKey), iv, plain, utf8Encode('A1')) }
  }
  expect(openReuploadAnswer(answerNaming('A1'), 'A1', mediaKey).result).toBe(1)
  expect(() => openReuploadAnswer(answerNaming('A2'), 'A1', mediaKey)).toThrow(
    expect.objectContaining({ name: 'FormatError', code: 'malformed' }),
  )
})
