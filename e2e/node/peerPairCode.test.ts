import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { manualClock, seededRandom } from '../../web/platform/fakes.ts'
import { bytesOf, child, children, node, type WireNode } from '../../web/wire/node/node.ts'
import { createPhones } from '../../server/phone/phones.ts'
import { openService } from '../../server/sandbox/service.ts'
import { openRaw } from '../../server/sandbox/testing/rawClient.ts'
import {
  encodePayload,
  makeDevice,
  rightRegistration,
} from '../../server/sandbox/testing/rawDevice.ts'
import { ask } from '../../server/sandbox/testing/rawLinkCode.ts'
import { memoryKeeper } from '../../server/sandbox/world.ts'

/** A client of other people, which is installed apart from the product. */
const FLOW = './node_modules/zapo-js/dist/auth/pairing/WaPairingFlow.js'
const peers = new URL('../peers/', import.meta.url)
const isInstalled = existsSync(new URL(FLOW, peers))

/** A stanza as that client has it. */
interface PeerNode {
  readonly tag: string
  readonly attrs: Readonly<Record<string, string>>
  readonly content?: Uint8Array | string | readonly PeerNode[]
}
interface PeerFlow {
  requestPairingCode(number: string, push: boolean): Promise<string>
  fetchPairingCountryCodeIso(): Promise<string>
  handleLinkCodeNotification(stanza: PeerNode): Promise<boolean>
  handleIncomingIqSet(stanza: PeerNode): Promise<boolean>
}

const toWire = ({ tag, attrs, content }: PeerNode): WireNode =>
  content === undefined || typeof content === 'string' || content instanceof Uint8Array
    ? node(tag, attrs, content)
    : node(tag, attrs, content.map(toWire))

function toPeer(stanza: WireNode): PeerNode {
  const { tag, attrs } = stanza
  if (children(stanza).length > 0) return { tag, attrs, content: children(stanza).map(toPeer) }
  return bytesOf(stanza).length > 0 ? { tag, attrs, content: bytesOf(stanza) } : { tag, attrs }
}

describe.skipIf(!isInstalled)('a client of other people (npm ci --prefix e2e/peers)', () => {
  it('links by code with the sandbox’s phone, and says nothing that nobody names', async () => {
    const randomBytes = seededRandom(99)
    const clock = manualClock(Date.now())
    const service = await openService({ clock, randomBytes, keeper: memoryKeeper() })
    const phones = await createPhones({
      line: service.line,
      randomBytes,
      now: () => clock.now(),
      after: (delayMs, task) => clock.after(delayMs, task),
      persist: () => Promise.resolve(),
    })
    const device = await makeDevice(randomBytes)
    const payload = encodePayload(rightRegistration(device, randomBytes))
    const { noise } = device
    const client = await openRaw(service, { noise, payload, randomBytes, mode: 'report' })
    const refs = await client.next('iq')
    const received = { to: 's.whatsapp.net', type: 'result', id: refs.attrs['id'] ?? '' }
    client.send(node('iq', received))

    const keys = { pubKey: noise.publicKey, privKey: noise.privateKey }
    const identity = { pubKey: device.identity.publicKey, privKey: device.identity.privateKey }
    let credentials: unknown = {
      noiseKeyPair: keys,
      registrationInfo: { identityKeyPair: identity },
      advSecretKey: device.advSecret,
    }
    let ids = 0
    const nothing = (): void => undefined
    const require = createRequire(new URL('package.json', peers))
    const { WaPairingFlow } = require(FLOW) as { WaPairingFlow: new (parts: object) => PeerFlow }
    const flow = new WaPairingFlow({
      logger: { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing },
      device: { browser: 'chrome', osDisplayName: 'Linux', platform: '1' },
      dangerous: {},
      auth: {
        getCredentials: () => credentials,
        updateCredentials(next: unknown) {
          credentials = next
          return Promise.resolve()
        },
      },
      qrFlow: { setRefs: nothing, clear: nothing, refreshCurrentQr: nothing },
      callbacks: { emitPairingCode: nothing, emitPairingRefresh: nothing, emitPaired: nothing },
      socket: {
        async query({ tag, attrs, content }: PeerNode) {
          const asked = { ...attrs, id: `peer${++ids}` }
          const iq = content === undefined ? { tag, attrs: asked } : { tag, attrs: asked, content }
          return toPeer(await ask(client, toWire(iq)))
        },
        sendNode(stanza: PeerNode) {
          client.send(toWire(stanza))
          return Promise.resolve()
        },
      },
    })

    const phone = () => phones.list()[0]
    const code = await flow.requestPairingCode(phone()?.number ?? '', true)
    expect(phone()?.pairing?.companionName).toBe('Chrome (Linux)')
    expect(await flow.fetchPairingCountryCodeIso()).toBe('US')
    const typed = phones.typeCode(undefined, code)
    await flow.handleLinkCodeNotification(toPeer(await client.next('notification')))
    const success = await client.next((stanza) => child(stanza, 'pair-success') !== undefined)
    await flow.handleIncomingIqSet(toPeer(success))
    expect(await typed).toMatchObject({ ok: true })
    expect(service.ledger.reported).toEqual([])
    expect(service.ledger.failures).toEqual([])
  })
})
