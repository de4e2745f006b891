import { aesGcmDecrypt, aesGcmEncrypt } from '../../web/crypto/aesGcm.ts'
import { hkdfSha256, hmacSha256, md5, sha256 } from '../../web/crypto/hash.ts'
import { agree, generateKeyPair, generateKeyPairs } from '../../web/crypto/x25519.ts'
import { xeddsaSign, xeddsaVerify } from '../../web/crypto/xeddsa.ts'
import { createTestIdb } from '../../web/storage/testIdb.ts'
import { freshRandom } from './linkService.ts'

/** What a link moved and stored, written down while it ran. */
export interface LinkLoad {
  /** Length of each ciphertext after the handshakes, by direction. */
  readonly sent: readonly number[]
  readonly received: readonly number[]
  /** For each transaction the length of each row before it is sealed. */
  readonly commits: ReadonlyArray<readonly number[]>
}

const CONNECTIONS = 2
const PRE_KEYS = 812

/**
 * The primitives of one link by QR and nothing around them: the same crypto calls on inputs of the
 * same length, and the same transactions with records of the same length. No codec, no protobuf, no
 * sequencing.
 */
export async function runPrimitives(load: LinkLoad): Promise<void> {
  await keysAndSignatures()
  for (let connection = 0; connection < CONNECTIONS; connection++) await handshake()
  const key = freshRandom(32)
  const nonce = new Uint8Array(12)
  for (const length of load.sent) aesGcmEncrypt(key, nonce, new Uint8Array(length - 16))
  for (const length of load.received) decryptOf(key, nonce, length)
  await storeRows(load.commits)
}

/** Ciphertexts to decrypt, made once for each length, since making them is the server's work. */
const ciphertexts = new Map<number, { key: Uint8Array; bytes: Uint8Array }>()

function decryptOf(key: Uint8Array, nonce: Uint8Array, length: number): void {
  let made = ciphertexts.get(length)
  if (made === undefined) {
    made = { key, bytes: aesGcmEncrypt(key, nonce, new Uint8Array(length - 16)) }
    ciphertexts.set(length, made)
  }
  aesGcmDecrypt(made.key, nonce, made.bytes)
}

/** Noise, identity and signed pre-key, the stock of one-time keys, ADV. */
async function keysAndSignatures(): Promise<void> {
  const [identity] = await generateKeyPairs(freshRandom, 3)
  if (identity === undefined) throw new Error('no key')
  for (let left = PRE_KEYS; left > 0; left -= 24) {
    await generateKeyPairs(freshRandom, Math.min(24, left))
  }
  const statement = freshRandom(120)
  xeddsaSign(identity.privateKey, statement, freshRandom(64))
  const signature = xeddsaSign(identity.privateKey, statement, freshRandom(64))
  await verify(identity.publicKey, statement, signature)
  hmacSha256(freshRandom(32), statement)
  md5(freshRandom(20))
}

async function verify(
  key: Uint8Array,
  statement: Uint8Array,
  signature: Uint8Array,
): Promise<void> {
  if (!(await xeddsaVerify(key, statement, signature))) throw new Error('a good signature failed')
}

/** A signed certificate, made once: signing it is the server's work. */
const certificate = makeCertificate()

async function makeCertificate() {
  const { privateKey, publicKey } = await generateKeyPair(freshRandom)
  const details = freshRandom(60)
  return { publicKey, details, signature: xeddsaSign(privateKey, details, freshRandom(64)) }
}

/** One ephemeral key, three agreements, two certificates, four derivations, the hash of each step. */
async function handshake(): Promise<void> {
  const { privateKey } = await generateKeyPair(freshRandom)
  const { publicKey, details, signature } = await certificate
  const key = freshRandom(32)
  for (let step = 0; step < 3; step++) {
    hkdfSha256(await agree(privateKey, publicKey), { salt: key, length: 64 })
  }
  hkdfSha256(new Uint8Array(0), { salt: key, length: 64 })
  for (let step = 0; step < 8; step++) sha256(details)
  await verify(publicKey, details, signature)
  await verify(publicKey, details, signature)
  const nonce = new Uint8Array(12)
  decryptOf(key, nonce, 48)
  decryptOf(key, nonce, 300)
  aesGcmEncrypt(key, nonce, key, key)
  aesGcmEncrypt(key, nonce, new Uint8Array(500), key)
}

/** Seals each row and puts the records, one strict transaction a commit. */
async function storeRows(commits: LinkLoad['commits']): Promise<void> {
  const algorithm = { name: 'AES-GCM', length: 256 }
  const sealKey = await crypto.subtle.generateKey(algorithm, false, ['encrypt'])
  const database = await openDatabase(createTestIdb())
  let key = 0
  for (const lengths of commits) {
    const records = await Promise.all(lengths.map((length) => seal(sealKey, length)))
    const transaction = database.transaction('rows', 'readwrite', { durability: 'strict' })
    for (const record of records) transaction.objectStore('rows').put(record, key++)
    await new Promise((resolve, reject) => {
      transaction.addEventListener('complete', resolve)
      transaction.addEventListener('abort', reject)
    })
  }
  database.close()
}

async function seal(sealKey: CryptoKey, length: number): Promise<object> {
  const iv = new Uint8Array(freshRandom(12))
  const additionalData = new Uint8Array(24)
  const algorithm = { name: 'AES-GCM', iv, additionalData }
  const ct = await crypto.subtle.encrypt(algorithm, sealKey, new Uint8Array(length))
  return { v: 1, iv, ct: new Uint8Array(ct), rev: 1 }
}

function openDatabase(idb: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = idb.open('floor', 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('rows'))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('no database')))
  })
}
