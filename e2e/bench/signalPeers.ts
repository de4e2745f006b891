import { importFile, requirePeer, silentLogger } from './peers.ts'
import {
  type GroupReader,
  type GroupWriter,
  PRE_KEY_ID,
  REGISTRATION_ID,
  SIGNED_PRE_KEY_ID,
  type Sealed,
  type Talk,
  type Talker,
} from './signalTalk.ts'

/*
 * The peers' own classes over stores in memory. Each holds what its store gives back in the shape in
 * which it wants it; none has to write a record out and read it in again, whatsapp-rust-bridge and
 * libsignal-client excepted, who do that by themselves.
 */

const GROUP = '120363000000000001@g.us'
const SENDER = '15550001111'

interface Pair {
  readonly pubKey: Uint8Array
  readonly privKey: Uint8Array
}

interface SignedPair {
  readonly keyId: number
  readonly keyPair: Pair
  readonly signature: Uint8Array
}

/** What npm libsignal and whatsapp-rust-bridge have in common. */
interface CipherClasses {
  readonly ProtocolAddress: new (id: string, device: number) => unknown
  readonly SessionBuilder: new (
    storage: unknown,
    address: unknown,
  ) => { initOutgoing(bundle: unknown): Promise<void> }
  readonly SessionCipher: new (
    storage: unknown,
    address: unknown,
  ) => {
    encrypt(padded: Uint8Array): Promise<{ type: number; body: Uint8Array }>
    decryptPreKeyWhisperMessage(bytes: Uint8Array): Promise<Uint8Array>
    decryptWhisperMessage(bytes: Uint8Array): Promise<Uint8Array>
  }
}

interface LibsignalPackage extends CipherClasses {
  readonly curve: {
    readonly generateKeyPair: () => Pair
    readonly calculateSignature: (privateKey: Uint8Array, message: Uint8Array) => Uint8Array
  }
}

/** npm libsignal, which is what Baileys uses. */
export function libsignalTalk(): Promise<Talk> {
  const libsignal = requirePeer('libsignal') as LibsignalPackage
  const { generateKeyPair, calculateSignature } = libsignal.curve
  return cipherTalk('libsignal', libsignal, {
    generateKeyPair,
    sign: calculateSignature,
    keepSession: (record) => record,
    // It takes Buffers only, and sends them.
    bytes: (value) => Buffer.from(value),
  })
}

interface RustPackage extends CipherClasses {
  readonly generateKeyPair: () => Pair
  readonly calculateSignature: (privateKey: Uint8Array, message: Uint8Array) => Uint8Array
  readonly GroupCipher: new (
    storage: unknown,
    group: string,
    sender: unknown,
  ) => {
    encrypt(padded: Uint8Array): Promise<Uint8Array>
    decrypt(bytes: Uint8Array): Promise<Uint8Array>
  }
  readonly GroupSessionBuilder: new (
    storage: unknown,
  ) => {
    create(name: unknown): Promise<{ serialize(): Uint8Array }>
    process(name: unknown, distribution: unknown): Promise<void>
  }
  readonly SenderKeyName: new (group: string, sender: unknown) => unknown
  readonly SenderKeyDistributionMessage: { deserialize(bytes: Uint8Array): unknown }
}

const rustPackage = async () =>
  (await importFile('whatsapp-rust-bridge', 'index.js')) as unknown as RustPackage

export async function rustTalk(): Promise<Talk> {
  const rust = await rustPackage()
  return cipherTalk('rust-bridge', rust, {
    generateKeyPair: rust.generateKeyPair,
    sign: rust.calculateSignature,
    keepSession: (record) => (record as { serialize(): Uint8Array }).serialize(),
    bytes: (value) => value,
  })
}

interface CipherParts {
  readonly generateKeyPair: () => Pair
  readonly sign: (privateKey: Uint8Array, message: Uint8Array) => Uint8Array
  readonly keepSession: (record: unknown) => unknown
  readonly bytes: (value: Uint8Array) => Uint8Array
}

async function cipherTalk(
  name: string,
  classes: CipherClasses,
  { generateKeyPair, sign, keepSession, bytes }: CipherParts,
): Promise<Talk> {
  const signedPair = generateKeyPair()
  const preKey = generateKeyPair()
  const [identityA, identityB] = [generateKeyPair(), generateKeyPair()]
  const signature = sign(identityB.privKey, signedPair.pubKey)
  const signedPreKey: SignedPair = { keyId: SIGNED_PRE_KEY_ID, keyPair: signedPair, signature }
  const storageOf = (identity: Pair) => {
    const sessions = new Map<string, unknown>()
    return {
      loadSession: async (address: string) => sessions.get(address),
      storeSession: async (address: string, record: unknown) => {
        sessions.set(address, keepSession(record))
      },
      getOurIdentity: async () => identity,
      getOurRegistrationId: async () => REGISTRATION_ID,
      isTrustedIdentity: async () => true,
      loadPreKey: async () => preKey,
      removePreKey: async () => undefined,
      // npm libsignal wants the pair, whatsapp-rust-bridge the whole.
      loadSignedPreKey: async () => ({ ...signedPair, ...signedPreKey }),
    }
  }
  const talker = (storage: unknown, address: unknown): Talker => {
    const cipher = new classes.SessionCipher(storage, address)
    return {
      async send(padded) {
        const { type, body } = await cipher.encrypt(bytes(padded))
        return { preKey: type === 3, bytes: body }
      },
      read: (sealed) =>
        sealed.preKey
          ? cipher.decryptPreKeyWhisperMessage(bytes(sealed.bytes))
          : cipher.decryptWhisperMessage(bytes(sealed.bytes)),
    }
  }
  const [storageA, storageB] = [storageOf(identityA), storageOf(identityB)]
  // npm libsignal has one queue for each address, so that the two need different ones.
  const addressB = new classes.ProtocolAddress(`b of ${name}`, 0)
  const bundle = {
    registrationId: REGISTRATION_ID,
    identityKey: identityB.pubKey,
    signedPreKey: { keyId: SIGNED_PRE_KEY_ID, publicKey: signedPair.pubKey, signature },
    preKey: { keyId: PRE_KEY_ID, publicKey: preKey.pubKey },
  }
  return {
    name,
    start: () => new classes.SessionBuilder(storageA, addressB).initOutgoing(bundle),
    a: talker(storageA, addressB),
    b: talker(storageB, new classes.ProtocolAddress(`a of ${name}`, 0)),
  }
}

const rustStorage = () => {
  const keys = new Map<string, Uint8Array>()
  return {
    loadSenderKey: async (id: string) => keys.get(id),
    storeSenderKey: async (id: string, record: Uint8Array) => void keys.set(id, record),
  }
}

export async function rustWriter(): Promise<GroupWriter> {
  const rust = await rustPackage()
  const storage = rustStorage()
  const sender = () => new rust.ProtocolAddress(SENDER, 0)
  const builder = new rust.GroupSessionBuilder(storage)
  const distribution = await builder.create(new rust.SenderKeyName(GROUP, sender()))
  const cipher = new rust.GroupCipher(storage, GROUP, sender())
  return {
    name: 'rust-bridge',
    distribution: distribution.serialize(),
    write: (padded) => cipher.encrypt(padded),
  }
}

export async function rustReader(distribution: Uint8Array): Promise<GroupReader> {
  const rust = await rustPackage()
  const storage = rustStorage()
  const sender = () => new rust.ProtocolAddress(SENDER, 0)
  await new rust.GroupSessionBuilder(storage).process(
    new rust.SenderKeyName(GROUP, sender()),
    rust.SenderKeyDistributionMessage.deserialize(distribution),
  )
  const cipher = new rust.GroupCipher(storage, GROUP, sender())
  return { name: 'rust-bridge', read: (bytes) => cipher.decrypt(bytes) }
}

interface ZapoSignal {
  readonly SignalProtocol: new (
    stores: unknown,
    logger: unknown,
  ) => {
    establishOutgoingSession(address: unknown, bundle: unknown): Promise<unknown>
    encryptMessage(
      address: unknown,
      padded: Uint8Array,
    ): Promise<{ type: string; ciphertext: Uint8Array }>
    decryptMessage(
      address: unknown,
      envelope: { type: string; ciphertext: Uint8Array },
    ): Promise<Uint8Array>
  }
  readonly SenderKeyManager: new (
    store: unknown,
  ) => {
    prepareGroupEncryption(
      group: string,
      sender: unknown,
      padded: Uint8Array,
    ): Promise<{
      distributionMessage: { axolotlSenderKeyDistributionMessage: Uint8Array }
      ciphertext: { ciphertext: Uint8Array }
    }>
    processSenderKeyDistributionPayload(
      group: string,
      sender: unknown,
      payload: Uint8Array,
    ): Promise<unknown>
    decryptGroupMessage(payload: {
      groupId: string
      sender: unknown
      ciphertext: Uint8Array
    }): Promise<Uint8Array>
  }
  readonly generateRegistrationInfo: () => Promise<{ identityKeyPair: Pair }>
  readonly generatePreKeyPair: (id: number) => Promise<{ keyPair: Pair }>
  readonly generateSignedPreKey: (id: number, privateKey: Uint8Array) => Promise<SignedPair>
}

interface ZapoStores {
  readonly WaSignalMemoryStore: new () => {
    setRegistrationInfo(info: unknown): Promise<void>
    setSignedPreKey(key: SignedPair): Promise<void>
  }
  readonly WaPreKeyMemoryStore: new () => { putPreKey(record: unknown): Promise<void> }
  readonly WaSessionMemoryStore: new () => unknown
  readonly WaIdentityMemoryStore: new () => unknown
  readonly SenderKeyMemoryStore: new () => unknown
}

const zapoSender = (user: string) => ({ user, server: 's.whatsapp.net', device: 0 })

export async function zapoTalk(): Promise<Talk> {
  const signal = requirePeer('zapo-js/signal') as ZapoSignal
  const stores = requirePeer('zapo-js/store') as ZapoStores
  const [infoA, infoB] = [
    await signal.generateRegistrationInfo(),
    await signal.generateRegistrationInfo(),
  ]
  const signedPreKey = await signal.generateSignedPreKey(
    SIGNED_PRE_KEY_ID,
    infoB.identityKeyPair.privKey,
  )
  const preKey = await signal.generatePreKeyPair(PRE_KEY_ID)
  const protocolOf = async (info: unknown) => {
    const own = new stores.WaSignalMemoryStore()
    await own.setRegistrationInfo(info)
    await own.setSignedPreKey(signedPreKey)
    const preKeys = new stores.WaPreKeyMemoryStore()
    await preKeys.putPreKey(preKey)
    const parts = {
      signal: own,
      preKey: preKeys,
      session: new stores.WaSessionMemoryStore(),
      identity: new stores.WaIdentityMemoryStore(),
    }
    return new signal.SignalProtocol(parts, silentLogger)
  }
  const [protocolA, protocolB] = [await protocolOf(infoA), await protocolOf(infoB)]
  const [addressA, addressB] = [zapoSender(SENDER), zapoSender('15550002222')]
  const bundle = {
    regId: REGISTRATION_ID,
    identity: infoB.identityKeyPair.pubKey,
    signedKey: {
      id: SIGNED_PRE_KEY_ID,
      publicKey: signedPreKey.keyPair.pubKey,
      signature: signedPreKey.signature,
    },
    oneTimeKey: { id: PRE_KEY_ID, publicKey: preKey.keyPair.pubKey },
  }
  const talker = (protocol: typeof protocolA, address: unknown): Talker => ({
    async send(padded) {
      const { type, ciphertext } = await protocol.encryptMessage(address, padded)
      return { preKey: type === 'pkmsg', bytes: ciphertext }
    },
    read: ({ preKey: isPreKey, bytes }: Sealed) =>
      protocol.decryptMessage(address, { type: isPreKey ? 'pkmsg' : 'msg', ciphertext: bytes }),
  })
  return {
    name: 'zapo',
    start: async () => void (await protocolA.establishOutgoingSession(addressB, bundle)),
    a: talker(protocolA, addressB),
    b: talker(protocolB, addressA),
  }
}

export async function zapoWriter(): Promise<GroupWriter> {
  const sender = zapoSender(SENDER)
  const manager = zapoManager()
  const first = await manager.prepareGroupEncryption(GROUP, sender, Buffer.of(1))
  return {
    name: 'zapo',
    distribution: first.distributionMessage.axolotlSenderKeyDistributionMessage,
    async write(padded) {
      const { ciphertext } = await manager.prepareGroupEncryption(GROUP, sender, padded)
      return ciphertext.ciphertext
    },
  }
}

export async function zapoReader(distribution: Uint8Array): Promise<GroupReader> {
  const sender = zapoSender(SENDER)
  const manager = zapoManager()
  await manager.processSenderKeyDistributionPayload(GROUP, sender, distribution)
  return {
    name: 'zapo',
    read: (ciphertext) => manager.decryptGroupMessage({ groupId: GROUP, sender, ciphertext }),
  }
}

function zapoManager() {
  const signal = requirePeer('zapo-js/signal') as ZapoSignal
  const stores = requirePeer('zapo-js/store') as ZapoStores
  return new signal.SenderKeyManager(new stores.SenderKeyMemoryStore())
}
