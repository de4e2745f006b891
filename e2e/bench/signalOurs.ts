import { randomBytes } from 'node:crypto'
import { freshKeyPair } from '../../web/crypto/rememberedKeys.ts'
import { xeddsaSign } from '../../web/crypto/xeddsa.ts'
import type { LocalIdentity, SessionRecord } from '../../web/signal/records.ts'
import {
  createSenderKey,
  decryptGroup,
  distributionMessage,
  encryptGroup,
  takeDistribution,
} from '../../web/signal/senderKeys.ts'
import { decryptMessage, encryptMessage, startSession } from '../../web/signal/session.ts'
import {
  type GroupReader,
  type GroupWriter,
  PRE_KEY_ID,
  REGISTRATION_ID,
  SIGNED_PRE_KEY_ID,
  type Talk,
  type Talker,
} from './signalTalk.ts'

const random = (length: number): Uint8Array => Uint8Array.from(randomBytes(length))
const newKeyPair = () => freshKeyPair(random)

/** The device that writes first is the same one in all talks, as it is for a person. */
let writer: Promise<LocalIdentity> | undefined

async function makeWriter(): Promise<LocalIdentity> {
  return { ...(await newKeyPair()), registrationId: REGISTRATION_ID }
}

/** Two of us. Records are held as they are, like in the memory stores of the others. */
export async function moonletTalk(): Promise<Talk> {
  writer ??= makeWriter()
  const own = await writer
  const [identity, signedPreKey, preKey] = [
    await newKeyPair(),
    await newKeyPair(),
    await newKeyPair(),
  ]
  const signed = Uint8Array.of(5, ...signedPreKey.publicKey)
  const bundle = {
    registrationId: REGISTRATION_ID,
    identityKey: identity.publicKey,
    signedPreKey: {
      id: SIGNED_PRE_KEY_ID,
      publicKey: signedPreKey.publicKey,
      signature: xeddsaSign(identity.privateKey, signed, random(64)),
    },
    preKey: { id: PRE_KEY_ID, publicKey: preKey.publicKey },
  }
  function talker(local: LocalIdentity): Talker & { start(): Promise<void> } {
    let record: SessionRecord | undefined
    const keys = {
      local,
      newKeyPair,
      preKey: async () => preKey,
      signedPreKey: async () => signedPreKey,
    }
    return {
      async start() {
        record = await startSession(record, bundle, local, newKeyPair)
      },
      async send(padded) {
        const { next, type, bytes } = encryptMessage(record, padded, local)
        record = next
        return { preKey: type === 'pkmsg', bytes }
      },
      async read(sealed) {
        const type = sealed.preKey ? 'pkmsg' : 'msg'
        const { next, plaintext } = await decryptMessage(record, type, sealed.bytes, keys)
        record = next
        return plaintext
      },
    }
  }
  const a = talker(own)
  return {
    name: 'moonlet',
    start: () => a.start(),
    a,
    b: talker({ ...identity, registrationId: REGISTRATION_ID }),
  }
}

export async function moonletWriter(): Promise<GroupWriter> {
  let key = await createSenderKey(random, newKeyPair)
  return {
    name: 'moonlet',
    distribution: distributionMessage(key),
    async write(padded) {
      const { next, bytes } = encryptGroup(key, padded, random(64))
      key = next
      return bytes
    },
  }
}

export async function moonletReader(distribution: Uint8Array): Promise<GroupReader> {
  let record = takeDistribution(undefined, distribution)
  return {
    name: 'moonlet',
    async read(bytes) {
      const { next, plaintext } = await decryptGroup(record, bytes)
      record = next
      return plaintext
    },
  }
}
