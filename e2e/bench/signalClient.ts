import { requirePeer } from './peers.ts'
import {
  PRE_KEY_ID,
  REGISTRATION_ID,
  SIGNED_PRE_KEY_ID,
  type Sealed,
  type Talk,
  type Talker,
} from './signalTalk.ts'

/** What the bench uses of @signalapp/libsignal-client: native code behind objects. */
interface ClientPackage {
  readonly ProtocolAddress: { new: (name: string, device: number) => unknown }
  readonly PrivateKey: { generate(): PrivateKey }
  readonly IdentityKeyPair: { generate(): { publicKey: PublicKey; privateKey: PrivateKey } }
  readonly PreKeyRecord: Maker
  readonly SignedPreKeyRecord: Maker
  readonly PreKeyBundle: Maker
  readonly SessionStore: Base
  readonly IdentityKeyStore: Base
  readonly PreKeyStore: Base
  readonly SignedPreKeyStore: Base
  readonly KyberPreKeyStore: Base
  readonly SignalMessage: Deserializer
  readonly PreKeySignalMessage: Deserializer
  readonly processPreKeyBundle: (...args: unknown[]) => Promise<void>
  readonly signalEncrypt: (
    padded: Uint8Array,
    address: unknown,
    sessions: unknown,
    identities: unknown,
  ) => Promise<{ serialize(): Uint8Array; type(): number }>
  readonly signalDecrypt: (...args: unknown[]) => Promise<Uint8Array>
  readonly signalDecryptPreKey: (...args: unknown[]) => Promise<Uint8Array>
}

interface PublicKey {
  serialize(): Uint8Array
}

interface PrivateKey {
  getPublicKey(): PublicKey
  sign(message: Uint8Array): Uint8Array
}

interface Maker {
  readonly new: (...args: unknown[]) => unknown
}

interface Deserializer {
  readonly deserialize: (bytes: Uint8Array) => unknown
}

type Base = new () => object

const PRE_KEY_MESSAGE = 3

/** Starts talks; undefined where there is no build of it for this machine, or none was installed. */
export function libsignalClient(): (() => Promise<Talk>) | undefined {
  try {
    const client = requirePeer('@signalapp/libsignal-client') as ClientPackage
    return () => talkOf(client)
  } catch {
    process.stdout.write('  libsignal-client: not installed\n')
    return undefined
  }
}

async function talkOf(client: ClientPackage): Promise<Talk> {
  const [identityA, identityB] = [
    client.IdentityKeyPair.generate(),
    client.IdentityKeyPair.generate(),
  ]
  const [signedKey, oneTimeKey] = [client.PrivateKey.generate(), client.PrivateKey.generate()]
  const signature = identityB.privateKey.sign(signedKey.getPublicKey().serialize())
  const signedPreKey = client.SignedPreKeyRecord.new(
    SIGNED_PRE_KEY_ID,
    0,
    signedKey.getPublicKey(),
    signedKey,
    signature,
  )
  const preKey = client.PreKeyRecord.new(PRE_KEY_ID, oneTimeKey.getPublicKey(), oneTimeKey)
  const storesOf = (identity: { privateKey: PrivateKey }) => {
    const held = new Map<string, unknown>()
    return {
      sessions: Object.assign(new client.SessionStore(), {
        getSession: async () => held.get('session') ?? null,
        saveSession: async (_address: unknown, record: unknown) => void held.set('session', record),
      }),
      identities: Object.assign(new client.IdentityKeyStore(), {
        getIdentityKey: async () => identity.privateKey,
        getLocalRegistrationId: async () => REGISTRATION_ID,
        saveIdentity: async () => false,
        isTrustedIdentity: async () => true,
        getIdentity: async () => null,
      }),
      preKeys: Object.assign(new client.PreKeyStore(), {
        getPreKey: async () => preKey,
        removePreKey: async () => undefined,
      }),
      signedPreKeys: Object.assign(new client.SignedPreKeyStore(), {
        getSignedPreKey: async () => signedPreKey,
      }),
      kyber: new client.KyberPreKeyStore(),
    }
  }
  const [storesA, storesB] = [storesOf(identityA), storesOf(identityB)]
  const [addressA, addressB] = [
    client.ProtocolAddress.new('a', 1),
    client.ProtocolAddress.new('b', 1),
  ]
  const bundle = client.PreKeyBundle.new(
    REGISTRATION_ID,
    1,
    PRE_KEY_ID,
    oneTimeKey.getPublicKey(),
    SIGNED_PRE_KEY_ID,
    signedKey.getPublicKey(),
    signature,
    identityB.publicKey,
    null,
    null,
    null,
  )
  const talker = (stores: typeof storesA, address: unknown): Talker => ({
    async send(padded) {
      const { sessions, identities } = stores
      const message = await client.signalEncrypt(Buffer.from(padded), address, sessions, identities)
      return { preKey: message.type() === PRE_KEY_MESSAGE, bytes: message.serialize() }
    },
    read({ preKey: isPreKey, bytes }: Sealed) {
      const { sessions, identities, preKeys, signedPreKeys, kyber } = stores
      const received = Buffer.from(bytes)
      if (!isPreKey) {
        const message = client.SignalMessage.deserialize(received)
        return client.signalDecrypt(message, address, sessions, identities)
      }
      const message = client.PreKeySignalMessage.deserialize(received)
      return client.signalDecryptPreKey(
        message,
        address,
        sessions,
        identities,
        preKeys,
        signedPreKeys,
        kyber,
      )
    },
  })
  return {
    name: 'libsignal-client',
    start: () => client.processPreKeyBundle(bundle, addressB, storesA.sessions, storesA.identities),
    a: talker(storesA, addressB),
    b: talker(storesB, addressA),
  }
}
