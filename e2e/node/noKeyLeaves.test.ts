import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Host, startHost } from '../../server/sandbox/host.ts'
import type { EngineEvent } from '../../web/bridge/contract.ts'
import { toHex } from '../../web/crypto/bytes.ts'
import { clampPrivateKey } from '../../web/crypto/x25519.ts'
import { createEngine } from '../../web/engine/engine.ts'
import type { Engine } from '../../web/engine/engineFace.ts'
import { seededRandom, until } from '../../web/platform/fakes.ts'
import { openAccountStore } from '../../web/storage/accountStore.ts'
import { createTestIdb } from '../../web/storage/testIdb.ts'
import { patternsOf } from '../profile/encodings.ts'
import { createFindPatterns, type MarkedPattern } from '../profile/findPatterns.ts'
import { platformFor } from './realSockets.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

/** Everything that left an engine or was said about it, by the place where it would be seen. */
interface Seen {
  readonly place: string
  readonly bytes: Uint8Array
}

/** A secret that must not be seen anywhere. */
interface Secret {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A secret planted where it will be seen, so that a search that finds nothing means something. */
const planted: Secret = {
  name: 'planted',
  bytes: new Uint8Array(32).map((_, at) => (at * 7 + 129) & 0xff),
}

let host: Host
let secrets: Secret[]
let seen: Seen[]
const logged: string[] = []

beforeAll(async () => {
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      logged.push(words.map(String).join(' '))
    })
  }
  host = await startHost({ port: 0, record: true, dist: 'nowhere' })
  const drawn: Secret[] = []
  const random = seededRandom(2026)
  const randomBytes = (length: number) => {
    const bytes = random(length)
    // Every private key, ephemeral ones too, begins as 32 drawn bytes; so does every other secret.
    if (length === 32) drawn.push({ name: `draw ${drawn.length}`, bytes: bytes.slice() })
    return bytes
  }
  const sent: Uint8Array[] = []
  const events: EngineEvent[] = []
  const idb = createTestIdb()
  const openStore = (wrapping: 'stored' | 'memory') =>
    openAccountStore({ accountId: 'leaks', randomBytes, wrapping, idb, subtle: crypto.subtle })
  const start = async (): Promise<Engine> => {
    const engine = createEngine({
      platform: platformFor(
        { url: host.url, root: host.service.root },
        {
          randomBytes,
          // Part of the registration payload: the positive control on the way to the service.
          os: toHex(planted.bytes),
          onSent: (bytes) => sent.push(bytes),
        },
      ),
      openStore,
      build: 1,
      worker: 'shared',
      canStoreKeys: true,
    })
    engine.subscribe((batch) => events.push(...batch))
    await engine.run({ type: 'trace', on: true }, 'window')
    await engine.start()
    return engine
  }

  const engine = await start()
  await until(() => engine.snapshot().link.at === 'showingQr', 'a code', 60_000)
  const { link } = engine.snapshot()
  const scan = await host.phones.scan(undefined, link.at === 'showingQr' ? link.qr : '')
  expect(scan).toMatchObject({ ok: true })
  await until(
    () => engine.recentTrace().some(({ step }) => step === 'prekeys-uploaded'),
    'an upload',
    120_000,
  )
  await until(() => engine.snapshot().account?.picture !== undefined, 'a picture', 60_000)
  const firstTrace = engine.recentTrace()
  await engine.retire()

  // A login from storage, then the end of the link, as the phone wishes.
  const again = await start()
  await until(() => again.snapshot().connection.at === 'online', 'a login', 60_000)
  const store = await openStore('stored')
  const device = await store.get('account', 'device')
  const preKeys = await store.getAll('preKeys')
  store.close()
  if (device === undefined) throw new Error('no device keys')
  await host.phones.unlink(undefined, 1)
  await until(() => again.snapshot().link.at === 'ended', 'an end', 60_000)
  const lastTrace = again.recentTrace()
  await again.retire()

  secrets = [
    { name: 'noise', bytes: device.noise.privateKey },
    { name: 'identity', bytes: device.identity.privateKey },
    { name: 'signed pre-key', bytes: device.signedPreKey.privateKey },
    { name: 'ADV secret', bytes: device.advSecret },
    ...preKeys.map(({ key, row }) => ({ name: `pre-key ${key}`, bytes: row.privateKey })),
    ...drawn,
    ...drawn.map(({ name, bytes }) => ({
      name: `${name}, clamped`,
      bytes: clampPrivateKey(bytes),
    })),
  ]

  await fetch(`${host.url}/media/pps.whatsapp.net/v/${toBase64Url(planted.bytes)}`)
  logged.push(toHex(planted.bytes))
  const text = (place: string, what: unknown): Seen => ({
    place,
    bytes: Buffer.from(JSON.stringify(what, spelledOut)),
  })
  seen = [
    ...host.service.record.received.map(({ what, bytes }) => ({
      place: `service: ${what}`,
      bytes,
    })),
    ...sent.map((bytes) => ({ place: 'socket', bytes })),
    ...host.httpLog.map((request) => text('http', request)),
    ...logged.map((line) => text('log', line)),
    text('trace', [firstTrace, lastTrace]),
    text(
      'events',
      events.filter(({ type }) => type !== 'link'),
    ),
  ]
})

afterAll(async () => {
  vi.restoreAllMocks()
  await host.close()
})

/** Byte arrays as hex, so that a key inside an event would be found. */
function spelledOut(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? toHex(value) : value
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

function findIn(places: readonly Seen[], wanted: readonly Secret[]): string[] {
  const patterns = wanted.flatMap(({ name, bytes }) =>
    patternsOf(bytes).map((pattern): MarkedPattern => ({ ...pattern, marker: name })),
  )
  const find = createFindPatterns(patterns)
  return places.flatMap(({ place, bytes }) =>
    find(bytes).map(({ pattern }) => `${pattern.marker} (${pattern.encoding}) in ${place}`),
  )
}

describe('private keys', () => {
  it('are all known to this test, and the whole road was taken', () => {
    expect(secrets.filter(({ name }) => name.startsWith('pre-key'))).toHaveLength(812)
    expect(new Set(secrets.map(({ bytes }) => toHex(bytes))).size).toBeGreaterThan(812 + 4)
    const kinds = new Set(seen.map(({ place }) => place))
    for (const place of [
      'service: client-hello',
      'service: client-finish',
      'service: payload',
      'service: stanza',
      'socket',
      'http',
      'log',
      'trace',
      'events',
    ]) {
      expect(kinds).toContain(place)
    }
  })

  it('never leave: not one is seen anywhere, raw, in hex or in base64', () => {
    expect(findIn(seen, secrets)).toEqual([])
  })

  it('would be found: the planted one is, in the payload, the HTTP log and the log', () => {
    const found = findIn(seen, [planted])
    expect(found).toContain('planted (hex) in service: payload')
    expect(found.some((hit) => /^planted \(base64url.*\) in http$/.test(hit))).toBe(true)
    expect(found).toContain('planted (hex) in log')
  })

  it.each(['service: stanza', 'socket', 'trace', 'events'])(
    'would be found in the bytes of "%s" too, in every spelling',
    (place) => {
      const at = seen.findIndex((one) => one.place === place)
      const bytes = seen[at]?.bytes ?? new Uint8Array()
      for (const pattern of patternsOf(planted.bytes)) {
        const middle = Math.floor(bytes.length / 2)
        const spoiled = Buffer.concat([
          bytes.subarray(0, middle),
          pattern.bytes,
          bytes.subarray(middle),
        ])
        expect(findIn([{ place, bytes: spoiled }], [planted])).not.toEqual([])
      }
    },
  )
})
