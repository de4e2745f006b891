import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type MarkerValue, patternsOf } from '../../e2e/profile/encodings.ts'
import type { AccountStore } from './accountStore.ts'
import { dumpDatabase, editDatabase } from './rawDatabase.ts'
import { databaseName } from './schema.ts'
import { openTestStore } from './testStore.ts'

const name = databaseName('test')
const key32 = () => new Uint8Array(randomBytes(32))
const digits = () => `1555${String(randomBytes(4).readUInt32BE()).padStart(10, '0')}`

/** Random content for every field of every store that could tell something. */
function makeMarkers() {
  return {
    number: digits(),
    lid: digits(),
    contact: digits(),
    pushName: `Zoë ${randomBytes(8).toString('hex')}`,
    businessName: `Shop ${randomBytes(8).toString('hex')}`,
    pictureId: randomBytes(8).toString('hex'),
    picture: new Uint8Array(randomBytes(3000)),
    deviceIdentity: new Uint8Array(randomBytes(200)),
    routing: new Uint8Array(randomBytes(12)),
    advSecret: key32(),
    noise: key32(),
    identity: key32(),
    signedPreKey: key32(),
    preKey: key32(),
    offeredSignedPreKey: key32(),
    notice: randomBytes(8).toString('hex'),
    contactIdentity: key32(),
  } satisfies Record<string, MarkerValue>
}

type Markers = ReturnType<typeof makeMarkers>

async function storeAll(store: AccountStore, markers: Markers): Promise<void> {
  const publicKey = key32()
  const pn = `${markers.contact}@s.whatsapp.net`
  const lid = `${markers.lid}@lid`
  const [byPn, byLid] = await Promise.all([store.addressKey(pn), store.addressKey(lid)])
  await store.commit([
    {
      put: 'account',
      key: 'device',
      row: {
        noise: { privateKey: markers.noise, publicKey },
        identity: { privateKey: markers.identity, publicKey },
        signedPreKey: {
          id: 1,
          privateKey: markers.signedPreKey,
          publicKey,
          signature: new Uint8Array(64),
        },
        registrationId: 1234,
        advSecret: markers.advSecret,
        createdAtMs: 1_700_000_000_000,
        nextPreKeyId: 813,
        firstUnuploadedPreKeyId: 1,
      },
    },
    {
      put: 'account',
      key: 'session',
      row: {
        jid: `${markers.number}:7@s.whatsapp.net`,
        lid: `${markers.lid}:7@lid`,
        deviceIdentity: markers.deviceIdentity,
        phonePlatform: 'android',
        businessName: markers.businessName,
        service: 'sandbox',
        root: key32(),
        loginCounter: 1,
        preKeysUploaded: true,
        linkedAtMs: 1_700_000_000_000,
      },
    },
    {
      put: 'account',
      key: 'profile',
      row: {
        pushName: markers.pushName,
        pictureId: markers.pictureId,
        picture: markers.picture,
      },
    },
    { put: 'account', key: 'routing', row: { info: markers.routing } },
    { put: 'account', key: 'keyCare', row: { answeredNotices: [markers.notice] } },
    { put: 'preKeys', key: 1, row: { privateKey: markers.preKey, publicKey } },
    {
      put: 'signedPreKeys',
      key: 2,
      row: {
        privateKey: markers.offeredSignedPreKey,
        publicKey,
        signature: new Uint8Array(64),
      },
    },
    {
      put: 'identities',
      key: byPn,
      row: { identityKey: markers.contactIdentity, firstSeenMs: 1 },
    },
    { put: 'addresses', key: byPn, row: { pn, lid } },
    { put: 'addresses', key: byLid, row: { pn, lid } },
  ])
}

/** Everything that lies in the database, as one run of bytes: keys and values of every store. */
async function bytesAtRest(idb: IDBFactory): Promise<Buffer> {
  const parts: Buffer[] = []
  const add = (value: unknown): void => {
    if (typeof value === 'string') parts.push(Buffer.from(value), Buffer.from(value, 'utf16le'))
    else if (typeof value === 'number') parts.push(Buffer.from(String(value)))
    else if (value instanceof Uint8Array) parts.push(Buffer.from(value))
    else if (value instanceof CryptoKey) expect(value.extractable).toBe(false)
    else if (typeof value === 'object' && value !== null) {
      for (const [field, item] of Object.entries(value)) {
        add(field)
        add(item)
      }
    } else throw new Error(`cannot dump a ${typeof value}`)
  }
  for (const { store, key, value } of await dumpDatabase(idb, name)) {
    add(store)
    add(key)
    add(value)
  }
  return Buffer.concat(parts)
}

function found(markers: Record<string, MarkerValue>, atRest: Buffer): string[] {
  return Object.entries(markers).flatMap(([field, marker]) =>
    patternsOf(marker)
      .filter(({ bytes }) => atRest.includes(bytes))
      .map(({ encoding }) => `${field} as ${encoding}`),
  )
}

describe.each(['stored', 'memory'] as const)('at rest, with a wrapping key %s', (wrapping) => {
  it('no address, number, name or key can be found', async () => {
    const { store, options } = await openTestStore({ wrapping })
    const markers = makeMarkers()
    await storeAll(store, markers)
    expect(await store.get('account', 'profile')).toMatchObject({ pushName: markers.pushName })
    const atRest = await bytesAtRest(options.idb)
    expect(atRest.length).toBeGreaterThan(4000)
    expect(found(markers, atRest)).toEqual([])
  })
})

describe('the search at rest, as its own control', () => {
  it.each([
    ['as a key', (number: string) => ({ key: number, value: 1 })],
    ['inside a text', (number: string) => ({ key: 'a', value: { to: `<${number}>` } })],
    ['as bytes', (number: string) => ({ key: 'a', value: new Uint8Array(Buffer.from(number)) })],
    [
      'as UTF-16 bytes',
      (number: string) => ({ key: 'a', value: new Uint8Array(Buffer.from(number, 'utf16le')) }),
    ],
    ['as hex', (number: string) => ({ key: 'a', value: Buffer.from(number).toString('hex') })],
    [
      'inside base64',
      (number: string) => ({ key: 'a', value: [btoa(`${number}.`), btoa(`x${number}.`)] }),
    ],
  ])('finds a number that was planted %s', async (_, plant) => {
    const { store, options } = await openTestStore()
    const markers = makeMarkers()
    await storeAll(store, markers)
    const { key, value } = plant(markers.number)
    await editDatabase(options.idb, name, 'identities', (rows) => rows.put(value, key))
    const hits = found(markers, await bytesAtRest(options.idb))
    expect(hits.length).toBeGreaterThan(0)
    expect(hits.every((hit) => hit.startsWith('number as '))).toBe(true)
  })
})
