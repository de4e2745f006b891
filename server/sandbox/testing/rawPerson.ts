import { concatBytes } from '../../../web/crypto/bytes.ts'
import { generateKeyPair, type KeyPair } from '../../../web/crypto/x25519.ts'
import { xeddsaSign } from '../../../web/crypto/xeddsa.ts'
import { type Jid, parseJid } from '../../../web/wire/jid.ts'
import { node, type WireNode } from '../../../web/wire/node/node.ts'
import { encodeProto } from '../../../web/wire/proto/codec.ts'
import {
  ADVKeyIndexListSchema,
  ADVSignedDeviceIdentitySchema,
  ADVSignedKeyIndexListSchema,
} from '../../../web/wire/proto/gen/adv_pb.ts'
import type { SandboxService } from '../service.ts'
import type { RandomBytes } from '../world.ts'
import { makePhone, type RawPhone } from './rawPhone.ts'

let ids = 0

/** A device that a test scripts, on a lane: it sends what it is told and answers nothing by itself. */
export interface RawLane {
  readonly jid: Jid
  readonly lid: Jid
  readonly received: WireNode[]
  send(stanza: WireNode): void
  /** Sends an IQ and gives its answer. */
  ask(
    xmlns: string,
    type: 'get' | 'set',
    content: WireNode | readonly WireNode[],
    to?: string,
  ): Promise<WireNode>
  /** The stanzas with this tag so far. */
  of(tag: string): readonly WireNode[]
  close(): void
}

/** A simulated person: a phone and as many companions as asked for, all with their keys published. */
export interface RawPerson {
  readonly phone: RawPhone
  readonly jid: Jid
  readonly lid: Jid
  readonly lanes: readonly RawLane[]
}

/** Opens an account and puts `devices` of its devices online (the phone is the first). */
export async function makePerson(
  service: SandboxService,
  randomBytes: RandomBytes,
  number: string,
  devices = 1,
): Promise<RawPerson> {
  const phone = await makePhone(service, randomBytes, number)
  const lanes: RawLane[] = []
  for (let device = 0; device < devices; device++) {
    const identity = device === 0 ? phone.identity : await generateKeyPair(randomBytes)
    if (device > 0) await announce(service, phone, randomBytes, device, identity)
    lanes.push(await openLane(service, phone, randomBytes, device, identity))
  }
  const jid = parseJid(`${number}@s.whatsapp.net`)
  return { phone, jid, lid: parseJid(`1000${number}@lid`), lanes }
}

/** Makes a companion known to the service, as its phone would. */
export async function announce(
  service: SandboxService,
  { number, identity: account }: RawPhone,
  randomBytes: RandomBytes,
  device: number,
  identity: KeyPair,
): Promise<void> {
  const sign = (key: KeyPair, ...bytes: Uint8Array[]) =>
    xeddsaSign(key.privateKey, concatBytes(...bytes), randomBytes(64))
  const details = Uint8Array.of(8, device)
  const signedIdentity = encodeProto(ADVSignedDeviceIdentitySchema, {
    details,
    accountSignatureKey: account.publicKey,
    accountSignature: sign(account, Uint8Array.of(6, 0), details, identity.publicKey),
    deviceSignature: sign(
      identity,
      Uint8Array.of(6, 1),
      details,
      identity.publicKey,
      account.publicKey,
    ),
  })
  const registrationId = 100 + device
  const announced = { device, keyIndex: device, identityKey: identity.publicKey, registrationId }
  await service.devices.announce(
    number,
    { ...announced, signedIdentity },
    keyIndexes(account, randomBytes, device),
  )
}

/** A key-index list signed by the account, with all indexes up to one. */
export function keyIndexes(account: KeyPair, randomBytes: RandomBytes, last: number): Uint8Array {
  const details = encodeProto(ADVKeyIndexListSchema, {
    rawId: 7,
    timestamp: 1_700_000_000n,
    currentIndex: last,
    validIndexes: Array.from({ length: last + 1 }, (_, index) => index),
  })
  const covered = concatBytes(Uint8Array.of(6, 2), details)
  const accountSignature = xeddsaSign(account.privateKey, covered, randomBytes(64))
  return encodeProto(ADVSignedKeyIndexListSchema, { details, accountSignature })
}

async function openLane(
  service: SandboxService,
  phone: RawPhone,
  randomBytes: RandomBytes,
  device: number,
  identity: KeyPair,
): Promise<RawLane> {
  const lane = attachLane(service, phone, device)
  const signed = await generateKeyPair(randomBytes)
  const covered = concatBytes(Uint8Array.of(5), signed.publicKey)
  const signature = xeddsaSign(identity.privateKey, covered, randomBytes(64))
  const oneTime = await generateKeyPair(randomBytes)
  const upload = [
    node('registration', {}, Uint8Array.of(0, 0, 0, 100 + device)),
    node('type', {}, Uint8Array.of(5)),
    node('identity', {}, identity.publicKey),
    node('list', {}, [
      node('key', {}, [
        node('id', {}, Uint8Array.of(0, 0, 1)),
        node('value', {}, oneTime.publicKey),
      ]),
    ]),
    node('skey', {}, [
      node('id', {}, Uint8Array.of(0, 0, 1)),
      node('value', {}, signed.publicKey),
      node('signature', {}, signature),
    ]),
  ]
  await lane.ask('encrypt', 'set', upload)
  return lane
}

/** Puts a device that is known already online (again). */
export function attachLane(service: SandboxService, phone: RawPhone, device: number): RawLane {
  const received: WireNode[] = []
  const answers = new Map<string, (answer: WireNode) => void>()
  const socket = service.devices.attach(phone.number, device, (stanza) => {
    received.push(stanza)
    const { id = '' } = stanza.attrs
    if (stanza.tag === 'iq') answers.get(id)?.(stanza)
  })
  const named = device === 0 ? '' : `:${device}`
  return {
    jid: socket.jid,
    lid: parseJid(`1000${phone.number}${named}@lid`),
    received,
    send: (stanza) => socket.send(stanza),
    ask(xmlns, type, content, to = 's.whatsapp.net') {
      const id = `lane${++ids}`
      return new Promise((resolve) => {
        // What follows a result is sent before anybody goes on.
        answers.set(id, (answer) => queueMicrotask(() => queueMicrotask(() => resolve(answer))))
        const inner = 'tag' in content ? [content] : content
        socket.send(node('iq', { id, to, type, xmlns }, inner))
      })
    },
    of: (tag) => received.filter((stanza) => stanza.tag === tag),
    close: () => socket.close(),
  }
}
