import { expect, test, vi } from 'vitest'
import { fromBase64, fromHex, toHex } from '../crypto/bytes.ts'
import { fuzzDecoder } from '../fuzz/fuzzDecoder.ts'
import { decodeProto, encodeProto, ProtoError } from '../wire/proto/codec.ts'
import { ADVSignedDeviceIdentitySchema } from '../wire/proto/gen/adv_pb.ts'
import { HistorySyncSchema, WebMessageInfoSchema } from '../wire/proto/gen/history_pb.ts'
import { MessageSchema } from '../wire/proto/gen/message_pb.ts'
import { inflate } from '../wire/node/inflate.ts'
import { AdvError } from './adv.ts'
import { contentKind } from './contentKind.ts'
import { FormatError } from './formatError.ts'
import { HISTORY_CHUNK_LIMIT, scanHistory } from './historyScan.ts'
import { devicesInList, readKeyIndexList } from './keyIndexList.ts'
import { openMedia } from './mediaCrypto.ts'
import { openReuploadAnswer, sealReuploadRequest } from './mediaRetry.ts'
import { padMessage, unpadMessage } from './messagePadding.ts'
import { checkPeerIdentity } from './peerIdentity.ts'
import { unwrapMessage } from './unwrapMessage.ts'
import history from './vectors/history.json' with { type: 'json' }
import linking from './vectors/linking.json' with { type: 'json' }
import media from './vectors/media.json' with { type: 'json' }

vi.setConfig({ testTimeout: 60_000 })

const isFormatError = (error: unknown): boolean => error instanceof FormatError

const notifications = history.blobs.map(({ notificationMessageHex: hex }) => fromHex(hex))
const wrapped = encodeProto(MessageSchema, {
  deviceSentMessage: {
    destinationJid: '15550001111@s.whatsapp.net',
    message: {
      ephemeralMessage: {
        message: {
          viewOnceMessageV2: {
            message: { imageMessage: { caption: 'sea', mediaKey: fromHex('00') } },
          },
        },
      },
    },
  },
  messageContextInfo: { messageSecret: new Uint8Array(32).fill(3) },
})
const edit = encodeProto(MessageSchema, {
  editedMessage: {
    message: {
      protocolMessage: { type: 14, key: { id: 'A' }, editedMessage: { conversation: 'b' } },
    },
  },
  senderKeyDistributionMessage: { groupId: '1@g.us' },
})

test('a spoilt message is a message or an error, and its kind is always told', async () => {
  const outcome = await fuzzDecoder({
    seed: 61,
    inputs: 100_000,
    valid: [...notifications, wrapped, edit],
    decode: (input) => {
      const message = decodeProto(MessageSchema, input)
      unwrapMessage(message, false)
      return [unwrapMessage(message, true), contentKind(message)]
    },
    isTyped: (error) => error instanceof ProtoError || isFormatError(error),
  })
  expect(outcome.values).toBeGreaterThan(outcome.inputs / 20)
  expect(outcome.errors).toBeGreaterThan(outcome.inputs / 20)
})

test('a spoilt padding', async () => {
  const outcome = await fuzzDecoder({
    seed: 62,
    inputs: 100_000,
    valid: [wrapped, edit].map((bytes, at) => padMessage(bytes, at + 9)),
    decode: unpadMessage,
    isTyped: isFormatError,
  })
  expect(outcome.errors).toBeGreaterThan(outcome.inputs / 20)
})

const chunks = await Promise.all(
  history.odd
    .filter(({ expect: outcome }) => outcome === 'accept')
    .map(({ zlibHex }) => inflate(fromHex(zlibHex), HISTORY_CHUNK_LIMIT)),
)
const inlinePayload = notifications.flatMap(
  (bytes) =>
    decodeProto(MessageSchema, bytes).protocolMessage?.historySyncNotification
      ?.initialHistBootstrapInlinePayload ?? [],
)
const bootstrap = await inflate(inlinePayload[0] ?? new Uint8Array(), HISTORY_CHUNK_LIMIT)

test('a spoilt chunk of history gives pieces, or nothing before the first one', async () => {
  let pieces = 0
  const outcome = await fuzzDecoder({
    seed: 63,
    inputs: 30_000,
    valid: [...chunks, bootstrap],
    decode: (input) => {
      const scan = scanHistory(input)
      scan.next()
      // From here on nothing is thrown: what is broken inside is a piece of its own.
      try {
        for (const piece of scan) pieces += piece.kind === 'malformed' ? 0 : 1
      } catch (error) {
        throw new TypeError('thrown in the middle', { cause: error })
      }
    },
    isTyped: isFormatError,
  })
  expect(outcome.errors).toBeGreaterThan(outcome.inputs / 20)
  expect(outcome.values).toBeGreaterThan(outcome.inputs / 20)
  expect(pieces).toBeGreaterThan(outcome.inputs / 20)
})

test.each([
  ['a record of history', WebMessageInfoSchema],
  ['a chunk', HistorySyncSchema],
])('%s ends in a message or a ProtoError', async (name, schema) => {
  const outcome = await fuzzDecoder({
    seed: 64 + name.length,
    inputs: 30_000,
    valid: [...chunks, bootstrap],
    decode: (input) => decodeProto<object>(schema, input),
    isTyped: (error) => error instanceof ProtoError,
  })
  expect(outcome.errors).toBeGreaterThan(0)
})

const keyIndexes = fromHex(linking.adv.signedKeyIndexList.bytes)

test('a spoilt list of devices is read or refused', async () => {
  const devices = Array.from({ length: 6 }, (_, device) => ({ device, keyIndex: device }))
  const outcome = await fuzzDecoder({
    seed: 66,
    inputs: 100_000,
    valid: [keyIndexes],
    decode: (input) => devicesInList(devices, readKeyIndexList(input)),
    isTyped: (error) => error instanceof AdvError,
  })
  expect(outcome.errors).toBeGreaterThan(outcome.inputs / 20)
})

/** Signed by account and companion, as peers answer; the account's key is known otherwise. */
const identities = linking.adv.cases.flatMap(({ reply }) =>
  reply === undefined ? [] : [fromHex(reply.exampleFromZapo), fromHex(reply.exampleFromBaileys7)],
)

test('a spoilt identity is believed only while all that is signed is the same', async () => {
  const identityKey = fromHex(linking.identities.companionIdentity.public)
  const accountKey = fromHex(linking.identities.accountIdentity.public)
  const signedParts = (bytes: Uint8Array): string => {
    const parts = decodeProto(ADVSignedDeviceIdentitySchema, bytes)
    return [parts.details, parts.accountSignature, parts.deviceSignature].map(toHex).join()
  }
  const originals = new Set(identities.map(signedParts))
  const verdicts = new Map<string, number>()
  await fuzzDecoder({
    seed: 67,
    inputs: 5_000,
    valid: identities,
    decode: async (deviceIdentity) => {
      const verdict = await checkPeerIdentity({
        device: 3,
        identityKey,
        deviceIdentity,
        accountKey,
      })
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
      if (verdict === 'valid') expect(originals).toContain(signedParts(deviceIdentity))
    },
    isTyped: () => false,
  })
  expect(verdicts.get('forged')).toBeGreaterThan(3_000)
  expect(verdicts.get('valid')).toBeGreaterThan(0)
})

test('a spoilt download is never opened', async () => {
  const blob = history.blobs.find(({ blobBase64 }) => blobBase64 !== undefined)?.blobBase64 ?? ''
  const [file] = media.files.filter(({ type }) => type === 'history')
  const download = fromHex(file?.ciphertextWithMacHex ?? '')
  const outcome = await fuzzDecoder({
    seed: 68,
    inputs: 5_000,
    valid: [download, fromBase64(blob)],
    decode: async (input) => {
      const opened = await openMedia(input, {
        kind: 'history',
        mediaKey: fromHex(file?.mediaKey ?? ''),
        fileSha256: fromHex(file?.fileSha256 ?? ''),
      })
      // Spoiling can leave all as it was: what opens is what was sealed.
      expect(opened).toHaveLength(file?.fileLength ?? 0)
    },
    isTyped: isFormatError,
  })
  expect(outcome.errors).toBeGreaterThan(outcome.inputs * 0.9)
})

test('a spoilt answer of the phone', async () => {
  const mediaKey = new Uint8Array(32).fill(4)
  const iv = new Uint8Array(12)
  const outcome = await fuzzDecoder({
    seed: 69,
    inputs: 5_000,
    valid: [sealReuploadRequest('A1', mediaKey, iv).payload],
    decode: (payload) => openReuploadAnswer({ payload, iv }, 'A1', mediaKey),
    isTyped: isFormatError,
  })
  expect(outcome.errors).toBeGreaterThan(outcome.inputs * 0.9)
})
