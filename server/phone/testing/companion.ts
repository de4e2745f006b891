import { toBase64 } from '../../../web/crypto/bytes.ts'
import type { RandomBytes } from '../../../web/crypto/x25519.ts'
import { bytesOf, child, children, node, type WireNode } from '../../../web/wire/node/node.ts'
import { decodeProto, encodeProto } from '../../../web/wire/proto/codec.ts'
import { ADVSignedDeviceIdentitySchema } from '../../../web/wire/proto/gen/adv_pb.ts'
import { MessageSchema, type Message } from '../../../web/wire/proto/gen/message_pb.ts'
import { openRaw, type RawClient } from '../../sandbox/testing/rawClient.ts'
import {
  encodePayload,
  makeDevice as makeRawDevice,
  rightLogin,
  signPairSuccess,
} from '../../sandbox/testing/rawDevice.ts'
import { preKeySignature, showCodes } from '../../sandbox/testing/rawLink.ts'
import type { DeviceEvent } from '../device/core.ts'
import { createDevice, type Device } from '../device/device.ts'
import { makeDevice } from '../device/deviceState.ts'
import type { DeviceLine } from '../deviceLine.ts'
import type { Village } from './village.ts'

/** A companion of a phone, linked by code over a socket, that writes and reads like a simulated device. */
export interface TestCompanion {
  readonly device: Device
  /** Messages of its own phone, decoded, in order. */
  readonly fromPhone: Array<{ readonly id: string; readonly message: Message }>
  readonly client: () => RawClient
  /** Resolves when neither the companion nor anybody else has anything under way. */
  settled(): Promise<void>
  /** Logs in again after `device.goOffline()`. */
  comeBack(): Promise<void>
  close(): void
}

const QUIET_ROUNDS = 3

/** Links one more companion to a phone. Its history goes out as soon as it is active. */
export async function linkCompanion(
  village: Village,
  randomBytes: RandomBytes,
  phoneId = 'phone-1',
): Promise<TestCompanion> {
  const { service, phones } = village
  const raw = await makeRawDevice(randomBytes)
  const shown = await showCodes(service, raw, randomBytes)
  const keys = [raw.noise.publicKey, raw.identity.publicKey, raw.advSecret].map(toBase64)
  const scanned = phones.scan(phoneId, [shown.refs[0], ...keys, '1'].join(','))
  const isPaired = (stanza: WireNode): boolean => child(stanza, 'pair-success') !== undefined
  const paired = await shown.client.next(isPaired)
  const keyIndex = phones.owners().find(({ id }) => id === phoneId)?.lastKeyIndex ?? 1
  const reply = signPairSuccess(raw, paired, randomBytes, {
    keyIndex: String(keyIndex),
    keepKey: false,
  })
  shown.client.send(reply)
  const result = await scanned
  if (!result.ok) throw new Error(`not linked: ${result.code}`)
  const owner = village.people.list().find(({ id }) => id === phoneId)
  const ownerKeys = phones.owners().find(({ id }) => id === phoneId)
  if (owner === undefined || ownerKeys === undefined) throw new Error('no such phone')

  const signedReply = child(child(reply, 'pair-device-sign') ?? reply, 'device-identity')
  const state = await makeDevice(randomBytes, result.device.device, raw.identity, () => ({
    keyIndex,
    signedIdentity: withAccountKey(signedReply, accountOf(ownerKeys).publicKey),
  }))
  state.keys = {
    ...state.keys,
    registrationId: 0x1234,
    signedPreKey: {
      id: 1,
      pair: raw.signedPreKey,
      signature: preKeySignature(raw, randomBytes),
    },
  }

  const fromPhone: Array<{ id: string; message: Message }> = []
  let client: RawClient = shown.client
  let logins = 0

  const line: DeviceLine = {
    announce: () => Promise.reject(new Error('a linked companion is announced by its phone')),
    withdraw: () => Promise.reject(new Error('a linked companion is removed by its phone')),
    keepBlob: () => Promise.reject(new Error('companions keep no blobs')),
    attach(_number, _device, listener) {
      const mine = client
      void listen(mine, listener)
      return {
        jid: result.device.jid as ReturnType<DeviceLine['attach']>['jid'],
        send: (stanza) => mine.send(stanza),
        close: () => mine.hangUp(),
      }
    },
  }

  async function listen(from: RawClient, listener: (stanza: WireNode) => void): Promise<void> {
    while (from.isOpen()) {
      // It gives up after a while without anything to read; that is no failure here.
      const stanza = await from.next(() => true).catch(() => undefined)
      if (stanza !== undefined) listener(stanza)
    }
  }

  const device = createDevice({
    account: { number: owner.number, lid: owner.lid, identity: accountOf(ownerKeys) },
    state,
    line,
    randomBytes,
    now: () => Date.UTC(2031, 4, 5, 9),
    after: () => () => undefined,
    manner: () => ({ addressing: 'lid', receipts: 'none' }),
    save: () => Promise.resolve(),
    listener(event: DeviceEvent) {
      if (event.type === 'message' && event.message.isPeer) {
        fromPhone.push({
          id: event.message.id,
          message: decodeProto(MessageSchema, event.message.bytes),
        })
      }
      if (event.type === 'other' && event.stanza.tag === 'ib') answerOffline(event.stanza)
    },
    report: (note) => village.notes.push(note),
  })

  function answerOffline(ib: WireNode): void {
    if (children(ib).some(({ tag }) => tag === 'offline_preview')) {
      client.send(node('ib', {}, [node('offline_batch', { count: '200' })]))
    }
  }

  async function comeBack(): Promise<void> {
    const payload = encodePayload(
      rightLogin(owner?.number ?? '', result.ok ? result.device.device : 0, logins++),
    )
    client = await openRaw(service, { noise: raw.noise, payload, randomBytes })
    await client.next('success')
    await device.goOnline()
    device.core.send(
      node(
        'iq',
        { id: device.core.nextId(), to: 's.whatsapp.net', type: 'set', xmlns: 'passive' },
        [node('active')],
      ),
    )
  }

  async function settled(): Promise<void> {
    let before = -1
    for (let quiet = 0; quiet < QUIET_ROUNDS; ) {
      await village.people.idle()
      const now = device.activity()
      quiet = device.isIdle() && now === before ? quiet + 1 : 0
      before = now
    }
  }

  await comeBack()
  return {
    device,
    settled,
    fromPhone,
    client: () => client,
    comeBack,
    close: () => device.goOffline(),
  }
}

/** What a companion keeps and shows: its reply with the account's key. */
function withAccountKey(reply: WireNode | undefined, accountSignatureKey: Uint8Array): Uint8Array {
  const signed = decodeProto(ADVSignedDeviceIdentitySchema, bytesOf(reply ?? node('missing')))
  const { details, accountSignature, deviceSignature } = signed
  const kept = { details, accountSignatureKey, accountSignature, deviceSignature }
  return encodeProto(ADVSignedDeviceIdentitySchema, kept)
}

function accountOf({
  identity,
}: {
  readonly identity: { readonly privateKey: string; readonly publicKey: string }
}) {
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
  return { privateKey: bytes(identity.privateKey), publicKey: bytes(identity.publicKey) }
}
