import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../crypto/bytes.ts'
import { mediaKeys, openMedia, sealMedia, type MediaKind } from './mediaCrypto.ts'
import vectors from './vectors/media.json' with { type: 'json' }

/** The names of the vectors, some of which share their keys. */
const kinds: Readonly<Record<string, MediaKind>> = {
  image: 'image',
  sticker: 'image',
  video: 'video',
  gif: 'video',
  ptv: 'video',
  audio: 'audio',
  ptt: 'audio',
  document: 'document',
  history: 'history',
  'md-msg-hist': 'history',
  'md-app-state': 'app-state',
  'app-state': 'app-state',
}

function kindOf(name: string): MediaKind {
  const kind = kinds[name]
  if (kind === undefined) throw new Error(`no kind for ${name}`)
  return kind
}

const expansions = vectors.keyExpansion.filter(({ type }) => kinds[type] !== undefined)

test.each(expansions)('keys of $type', ({ type, mediaKey, iv, cipherKey, macKey }) => {
  const keys = mediaKeys(fromHex(mediaKey), kindOf(type))
  expect(toHex(keys.iv)).toBe(iv)
  expect(toHex(keys.cipherKey)).toBe(cipherKey)
  expect(toHex(keys.macKey)).toBe(macKey)
})

test('kinds that have no name of their own in the list above', () => {
  const infos = vectors.keyExpansion.map(({ info }) => info)
  expect(infos).toContain('WhatsApp History Keys')
  expect(expansions.length).toBeGreaterThanOrEqual(8)
})

describe.each(vectors.files)('$type of $fileLength bytes', (file) => {
  const described = {
    kind: kindOf(file.type),
    mediaKey: fromHex(file.mediaKey),
    fileSha256: fromHex(file.fileSha256),
    fileEncSha256: fromHex(file.fileEncSha256),
    fileLength: file.fileLength,
  }
  const download = fromHex(file.ciphertextWithMacHex)

  test('is opened', async () => {
    expect(toHex(await openMedia(download, described))).toBe(file.plaintextHex)
  })

  test('is sealed to the same bytes', () => {
    const sealed = sealMedia(fromHex(file.plaintextHex), described.kind, described.mediaKey)
    expect(toHex(sealed.upload)).toBe(file.ciphertextWithMacHex)
    expect(toHex(sealed.fileSha256)).toBe(file.fileSha256)
    expect(toHex(sealed.fileEncSha256)).toBe(file.fileEncSha256)
    expect(sealed.fileLength).toBe(file.fileLength)
  })

  test('is refused with another length', async () => {
    const fileLength = file.fileLength + 1
    await expect(openMedia(download, { ...described, fileLength })).rejects.toMatchObject({
      code: 'bad-length',
    })
  })
})

const codes: Readonly<Record<string, string>> = {
  mac: 'bad-mac',
  fileEncSha256: 'bad-hash',
  fileSha256: 'bad-hash',
  length: 'bad-length',
}

test.each(vectors.tampered)('refused: $name', async (file) => {
  const { fileEncSha256 } = file
  const opened = openMedia(fromHex(file.ciphertextWithMacHex), {
    kind: kindOf(file.type),
    mediaKey: fromHex(file.mediaKey),
    fileSha256: fromHex(file.fileSha256),
    ...(fileEncSha256 === null ? {} : { fileEncSha256: fromHex(fileEncSha256) }),
  })
  await expect(opened).rejects.toMatchObject({ name: 'FormatError', code: codes[file.reason] })
})

test('every byte of a download counts, with and without the hash of it', async () => {
  const plain = fromHex('00112233445566778899aabbccddeeff01')
  const mediaKey = new Uint8Array(32).fill(9)
  const { upload, ...hashes } = sealMedia(plain, 'history', mediaKey)
  const { fileSha256 } = hashes
  for (let at = 0; at < upload.length; at++) {
    const spoilt = upload.slice()
    spoilt[at] = (spoilt[at] ?? 0) ^ 0x40
    const file = { kind: 'history', mediaKey } as const
    await expect(openMedia(spoilt, { ...file, ...hashes })).rejects.toMatchObject({
      code: 'bad-hash',
    })
    await expect(openMedia(spoilt, { ...file, fileSha256 })).rejects.toMatchObject({
      code: 'bad-mac',
    })
  }
})
