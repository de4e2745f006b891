import { beforeEach, describe, expect, it } from 'vitest'
import { manualClock, seededRandom } from '../../../web/platform/fakes.ts'
import { registrationPayload } from '../../../web/wire/payload.ts'
import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  type ClientPayload,
  ClientPayloadSchema,
  type DeviceProps,
  DevicePropsSchema,
} from '../../../web/wire/proto/gen/payload_pb.ts'
import { openService, type SandboxService } from '../service.ts'
import { openRaw } from '../testing/rawClient.ts'
import {
  encodePayload,
  makeDevice,
  type RawDevice,
  rightLogin,
  rightProps,
  rightRegistration,
} from '../testing/rawDevice.ts'
import { linkDevice, logIn, preKeySignature } from '../testing/rawLink.ts'
import { makePhone, type RawPhone } from '../testing/rawPhone.ts'
import { memoryKeeper } from '../world.ts'

const randomBytes = seededRandom(3)
let service: SandboxService
let device: RawDevice

beforeEach(async () => {
  service = await openService({ clock: manualClock(), randomBytes, keeper: memoryKeeper() })
  device = await makeDevice(randomBytes)
})

async function refusedWith(payload: Uint8Array): Promise<string[]> {
  const client = await openRaw(service, { noise: device.noise, payload, randomBytes })
  const answer = await client.next('failure')
  expect(answer.attrs).toEqual({ reason: '400' })
  expect(await client.ended).toBe('close')
  expect(client.received).toHaveLength(1)
  return service.ledger.failures.map(({ rule, detail }) => `${rule} ${detail}`)
}

type Pairing = NonNullable<ClientPayload['devicePairingData']>
type Agent = NonNullable<ClientPayload['userAgent']>

/** Every field of 01 section 5, spoiled one at a time. */
const SPOILED: ReadonlyArray<readonly [string, (payload: ClientPayload) => void, string]> = [
  ['platform', agent((a) => (a.platform = 1)), 'bad-field ClientPayload.userAgent.platform'],
  ['mcc', agent((a) => (a.mcc = '262')), 'bad-field ClientPayload.userAgent.mcc'],
  ['mnc', agent((a) => (a.mnc = '01')), 'bad-field ClientPayload.userAgent.mnc'],
  ['osVersion', agent((a) => (a.osVersion = '10')), 'bad-field ClientPayload.userAgent.osVersion'],
  [
    'manufacturer',
    agent((a) => Reflect.deleteProperty(a, 'manufacturer')),
    'missing-field ClientPayload.userAgent.manufacturer',
  ],
  ['device', agent((a) => (a.device = 'Phone')), 'bad-field ClientPayload.userAgent.device'],
  [
    'osBuildNumber',
    agent((a) => (a.osBuildNumber = '1')),
    'bad-field ClientPayload.userAgent.osBuildNumber',
  ],
  ['phoneId', agent((a) => (a.phoneId = 'x')), 'foreign-field ClientPayload.userAgent.phoneId'],
  [
    'releaseChannel',
    agent((a) => (a.releaseChannel = 1)),
    'bad-field ClientPayload.userAgent.releaseChannel',
  ],
  [
    'language',
    agent((a) => (a.localeLanguageIso6391 = 'xx')),
    'bad-field ClientPayload.userAgent.localeLanguageIso6391',
  ],
  [
    'country',
    agent((a) => (a.localeCountryIso31661Alpha2 = 'XX')),
    'bad-field ClientPayload.userAgent.localeCountryIso31661Alpha2',
  ],
  [
    'appVersion',
    agent((a) => {
      if (a.appVersion) a.appVersion.primary = 3
    }),
    'bad-field ClientPayload.userAgent.appVersion.primary',
  ],
  ['userAgent', (p) => delete p.userAgent, 'missing-field ClientPayload.userAgent'],
  ['webInfo', (p) => delete p.webInfo, 'missing-field ClientPayload.webInfo'],
  ['connectType', (p) => (p.connectType = 0), 'bad-field ClientPayload.connectType'],
  ['connectReason', (p) => (p.connectReason = 0), 'bad-field ClientPayload.connectReason'],
  ['passive', (p) => (p.passive = true), 'bad-field ClientPayload.passive'],
  ['pull', (p) => Reflect.deleteProperty(p, 'pull'), 'missing-field ClientPayload.pull'],
  [
    'an unknown field',
    // Field 20, a varint.
    (p) => Object.assign(p, decodeProto(ClientPayloadSchema, Uint8Array.of(0xa0, 1, 0))),
    'foreign-field ClientPayload.20',
  ],
  ['username', (p) => (p.username = 1n), 'foreign-field ClientPayload.username'],
  [
    'eRegid of 3 bytes',
    pairing((d) => (d.eRegid = randomBytes(3))),
    'bad-field ClientPayload.devicePairingData.eRegid',
  ],
  [
    'eRegid of zero',
    pairing((d) => (d.eRegid = new Uint8Array(4))),
    'registration-id-zero ClientPayload.devicePairingData.eRegid',
  ],
  [
    'eKeytype',
    pairing((d) => (d.eKeytype = Uint8Array.of(6))),
    'key-type ClientPayload.devicePairingData.eKeytype',
  ],
  [
    'eIdent',
    pairing((d) => (d.eIdent = randomBytes(33))),
    'bad-field ClientPayload.devicePairingData.eIdent',
  ],
  [
    'eSkeyId of 4 bytes',
    pairing((d) => (d.eSkeyId = randomBytes(4))),
    'bad-field ClientPayload.devicePairingData.eSkeyId',
  ],
  [
    'eSkeyId of zero',
    pairing((d) => (d.eSkeyId = new Uint8Array(3))),
    'signed-pre-key-id-zero ClientPayload.devicePairingData.eSkeyId',
  ],
  [
    'eSkeyVal',
    pairing((d) => (d.eSkeyVal = randomBytes(32))),
    'signed-pre-key-signature ClientPayload.devicePairingData.eSkeySig',
  ],
  [
    'eSkeySig',
    pairing((d) => (d.eSkeySig = randomBytes(64))),
    'signed-pre-key-signature ClientPayload.devicePairingData.eSkeySig',
  ],
  [
    'buildHash of 15 bytes',
    pairing((d) => (d.buildHash = randomBytes(15))),
    'bad-field ClientPayload.devicePairingData.buildHash',
  ],
  [
    'buildHash of another version',
    pairing((d) => (d.buildHash = randomBytes(16))),
    'build-hash ClientPayload.devicePairingData.buildHash',
  ],
  [
    'deviceProps',
    pairing((d) => Reflect.deleteProperty(d, 'deviceProps')),
    'missing-field ClientPayload.devicePairingData.deviceProps',
  ],
  [
    'malformed deviceProps',
    pairing((d) => (d.deviceProps = Uint8Array.of(0xff))),
    'malformed-device-props ClientPayload.devicePairingData.deviceProps',
  ],
  ['os', props((p) => (p.os = '')), 'bad-field DeviceProps.os'],
  ['platformType', props((p) => (p.platformType = 0)), 'bad-field DeviceProps.platformType'],
  [
    'requireFullSync',
    props((p) => (p.requireFullSync = true)),
    'bad-field DeviceProps.requireFullSync',
  ],
  [
    'historySyncConfig',
    props((p) => delete p.historySyncConfig),
    'missing-field DeviceProps.historySyncConfig',
  ],
  [
    'an advertised ability',
    props((p) => {
      if (p.historySyncConfig) p.historySyncConfig.supportCallLogHistory = true
    }),
    'bad-field DeviceProps.historySyncConfig.supportCallLogHistory',
  ],
]

function agent(change: (agent: Agent) => unknown): (payload: ClientPayload) => void {
  return (payload) => {
    if (payload.userAgent !== undefined) change(payload.userAgent)
  }
}

function pairing(change: (data: Pairing) => unknown): (payload: ClientPayload) => void {
  return (payload) => {
    if (payload.devicePairingData !== undefined) change(payload.devicePairingData)
  }
}

function props(change: (props: DeviceProps) => unknown): (payload: ClientPayload) => void {
  return pairing((data) => {
    const changed = rightProps()
    change(changed)
    data.deviceProps = encodeProto(DevicePropsSchema, changed)
  })
}

describe('a registration payload', () => {
  it.each(SPOILED)('is refused with a wrong %s', async (_, spoil, failure) => {
    const payload = rightRegistration(device, randomBytes)
    spoil(payload)
    expect(await refusedWith(encodePayload(payload))).toContain(failure)
  })

  it('is refused when it is no protobuf', async () => {
    expect(await refusedWith(Uint8Array.of(0xff))).toEqual(['malformed-payload ClientPayload'])
  })

  it('of the product itself passes', async () => {
    const payload = registrationPayload({
      version: [2, 3000, 1_043_028_647],
      registrationId: 77,
      identityPublic: device.identity.publicKey,
      signedPreKey: {
        id: 1,
        publicKey: device.signedPreKey.publicKey,
        signature: preKeySignature(device, randomBytes),
      },
      device: { os: 'Firefox (Linux)', platformType: 2 },
      appVersion: [0, 1, 0],
    })
    const client = await openRaw(service, { noise: device.noise, payload, randomBytes })
    expect((await client.next('iq')).attrs['xmlns']).toBe('md')
    expect(service.ledger.failures).toEqual([])
    expect(decodeProto(ClientPayloadSchema, payload).devicePairingData).toBeDefined()
  })
})

describe('a login', () => {
  let phone: RawPhone
  beforeEach(async () => {
    phone = await makePhone(service, randomBytes)
    await linkDevice(service, phone, device, randomBytes)
  })

  it.each<[string, (payload: ClientPayload) => void, string]>([
    ['passive', (p) => (p.passive = false), 'bad-field ClientPayload.passive'],
    ['pull', (p) => (p.pull = false), 'bad-field ClientPayload.pull'],
    ['lidDbMigrated', (p) => (p.lidDbMigrated = true), 'bad-field ClientPayload.lidDbMigrated'],
    ['lc', (p) => Reflect.deleteProperty(p, 'lc'), 'missing-field ClientPayload.lc'],
    [
      'username',
      (p) => Reflect.deleteProperty(p, 'username'),
      'missing-field ClientPayload.username',
    ],
    ['device', (p) => Reflect.deleteProperty(p, 'device'), 'missing-field ClientPayload.device'],
  ])('is refused with a wrong %s', async (_, spoil, failure) => {
    const payload = rightLogin(phone.number, 1)
    spoil(payload)
    expect(await refusedWith(encodePayload(payload))).toEqual([failure])
  })

  it('is refused with 401 for another number, device or Noise key, each time', async () => {
    const stranger = await makeDevice(randomBytes)
    const attempts = [
      { noise: device.noise, payload: rightLogin('15550009999', 1) },
      { noise: device.noise, payload: rightLogin(phone.number, 2) },
      { noise: stranger.noise, payload: rightLogin(phone.number, 1) },
      { noise: stranger.noise, payload: rightLogin(phone.number, 1) },
    ]
    for (const { noise, payload } of attempts) {
      const client = await openRaw(service, { noise, payload: encodePayload(payload), randomBytes })
      expect((await client.next('failure')).attrs).toEqual({ reason: '401' })
    }
    expect(service.ledger.failures).toEqual([])
  })

  it('replaces the older connection of the same device', async () => {
    const older = await logIn(service, phone, device, randomBytes)
    await older.next('success')
    const newer = await logIn(service, phone, device, randomBytes, { lc: 1 })
    await newer.next('success')
    const error = await older.next('stream:error')
    expect(error).toMatchObject({ content: [{ tag: 'conflict', attrs: { type: 'replaced' } }] })
    expect(await older.ended).toBe('close')
    expect(newer.isOpen()).toBe(true)
  })

  it('books a login counter that is ahead of the successes', async () => {
    const client = await logIn(service, phone, device, randomBytes, { lc: 1 })
    await client.next('success')
    expect(service.ledger.failures.map(({ rule }) => rule)).toEqual(['login-counter'])
  })
})
