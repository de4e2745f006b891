import { afterEach, describe, expect, it, vi } from 'vitest'
import { concatBytes, toHex } from '../../crypto/bytes.ts'
import { xeddsaVerify } from '../../crypto/xeddsa.ts'
import { settle } from '../../platform/fakes.ts'
import { bytesOf, child, node } from '../../wire/node/node.ts'
import { decodeProto } from '../../wire/proto/codec.ts'
import { ADVSignedDeviceIdentitySchema } from '../../wire/proto/gen/adv_pb.ts'
import {
  clearStages,
  errorOf,
  linkOn,
  logIn,
  setStage,
  showCode,
  shownQr,
  type Stage,
} from '../../../e2e/node/scriptedService.ts'
import {
  pairDevice,
  pairSuccess,
  readQr,
  signer,
  streamError,
  success,
} from '../../../e2e/node/scriptedStanzas.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

describe('showing codes', () => {
  it('registers with committed keys and shows each ref for its time, 160 s in all', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    const store = await stage.stored()
    const device = await store.get('account', 'device')
    expect(peer.payload.devicePairingData?.eIdent).toEqual(device?.identity.publicKey)
    expect(peer.clientStatic).toEqual(device?.noise.publicKey)
    expect(await peer.takes('the answer', ({ attrs }) => attrs['id'] === 'pd')).toMatchObject({
      attrs: { type: 'result', to: 's.whatsapp.net' },
    })
    const seen = [readQr(shownQr(stage)).ref]
    for (let second = 1; second < 160; second++) {
      await stage.clock.advance(1_000)
      const { ref } = readQr(shownQr(stage))
      if (!seen.includes(ref)) seen.push(ref, String(second))
    }
    expect(seen).toEqual(['r1', 'r2', '60', 'r3', '80', 'r4', '100', 'r5', '120', 'r6', '140'])
    await stage.clock.advance(1_000)
    expect(stage.engine.snapshot().link.at).toBe('expired')
    await settle()
    expect(peer.connection.isOpen()).toBe(false)
    expect(stage.engine.snapshot().connection.at).toBe('idle')
    await stage.clock.advance(3_600_000)
    expect(stage.dials()).toBe(1)
  })

  it('begins again with the same keys when the person asks for a new code', async () => {
    const stage = await setStage()
    await showCode(stage, ['only'])
    const before = readQr(shownQr(stage))
    await stage.clock.advance(60_000)
    expect(stage.engine.snapshot().link.at).toBe('expired')
    await settle()
    await stage.engine.run({ type: 'newCode' }, 'window')
    await stage.engine.run({ type: 'newCode' }, 'window')
    await showCode(stage, ['other'])
    expect({ ...readQr(shownQr(stage)), ref: 'only' }).toEqual(before)
    expect(stage.dials()).toBe(2)
  })

  it('takes the service closing after the last code for the end of the codes', async () => {
    const stage = await setStage()
    const peer = await showCode(stage, ['only'])
    await stage.clock.advance(59_000)
    peer.close(1000)
    await stage.reaches('expired', ({ link }) => link.at === 'expired')
    await stage.clock.advance(600_000)
    expect(stage.dials()).toBe(1)
  })

  it('replaces all refs when the service sends new ones', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    await stage.clock.advance(70_000)
    expect(readQr(shownQr(stage)).ref).toBe('r2')
    peer.send(pairDevice(['n1', 'n2'], 'again'))
    await peer.takes('the second answer', ({ attrs }) => attrs['id'] === 'again')
    await settle()
    expect(readQr(shownQr(stage)).ref).toBe('n1')
    await stage.clock.advance(59_999)
    expect(readQr(shownQr(stage)).ref).toBe('n1')
  })

  it.each([
    ['companion_reg_refresh', 'companion_reg_refresh'],
    ['companion_reg_refresh', 'pair-device-rotate-qr'],
  ])(
    'renews the ADV secret on %s with %s: stored, redrawn with the same end, acked',
    async (type, tag) => {
      const stage = await setStage()
      const peer = await showCode(stage)
      await stage.clock.advance(10_000)
      const before = readQr(shownQr(stage))
      peer.send(node('notification', { from: 's.whatsapp.net', type, id: 'n1' }, [node(tag)]))
      const ack = await peer.takes('an ack', ({ tag: ackTag }) => ackTag === 'ack')
      expect(ack.attrs).toEqual({ class: 'notification', id: 'n1', to: 's.whatsapp.net', type })
      const after = readQr(shownQr(stage))
      expect(after.advSecret).not.toEqual(before.advSecret)
      expect({ ...after, advSecret: before.advSecret }).toEqual(before)
      const stored = await (await stage.stored()).get('account', 'device')
      expect(stored?.advSecret).toEqual(after.advSecret)
      const { link } = stage.engine.snapshot()
      expect(link.at === 'showingQr' && link.remainingMs).toBe(50_000)
    },
  )

  it('comes back with new refs after a lost socket, paused as the backoff says', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    const before = readQr(shownQr(stage))
    peer.close()
    await stage.reaches('waiting', ({ connection }) => connection.at === 'waiting')
    expect(stage.engine.snapshot().link.at).toBe('preparing')
    expect(errorOf(stage)).toBe('stream-lost')
    await stage.clock.advance(1_100)
    await showCode(stage, ['fresh'])
    expect({ ...readQr(shownQr(stage)), ref: 'r1' }).toEqual(before)
  })

  it('says what a passkey demand is, acks it and keeps the secret', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    const { advSecret } = readQr(shownQr(stage))
    const type = 'passkey_prologue_request'
    peer.send(node('notification', { from: 's.whatsapp.net', type, id: 'k' }))
    const acks = () => peer.received.filter(({ tag }) => tag === 'ack')
    await stage.reaches('refused', ({ link }) => link.at === 'refused')
    expect(errorOf(stage)).toBe('passkey-required')
    expect(acks()).toHaveLength(1)
    const stored = await (await stage.stored()).get('account', 'device')
    expect(stored?.advSecret).toEqual(advSecret)
  })

  it('says when the phone has no multi-device', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    peer.send(node('ib', {}, [node('downgrade_webclient')]))
    await stage.reaches('refused', ({ link }) => link.at === 'refused')
    expect(errorOf(stage)).toBe('multi-device-missing')
  })

  it('ignores a success while unpaired', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    peer.send(success())
    await settle()
    expect(stage.engine.snapshot().link.at).toBe('showingQr')
  })
})

describe('a scanned code', () => {
  it('is verified, stored, answered, restarted and logged in with', async () => {
    const stage = await setStage()
    const phone = await signer()
    const peer = await showCode(stage)
    const store = await stage.stored()
    const keys = await store.get('account', 'device')
    const qr = shownQr(stage)
    peer.send(pairSuccess(phone, qr, { keyIndex: 9 }))
    const reply = await peer.takes('a signature', ({ attrs }) => attrs['id'] === 'ps')
    expect(stage.engine.snapshot().link.at).toBe('confirming')
    expect(reply.attrs).toEqual({ id: 'ps', to: 's.whatsapp.net', type: 'result' })
    const signed = child(child(reply, 'pair-device-sign') ?? reply, 'device-identity')
    expect(signed?.attrs).toEqual({ 'key-index': '9' })
    const identity = decodeProto(ADVSignedDeviceIdentitySchema, bytesOf(signed ?? reply))
    expect(identity.accountSignatureKey).toHaveLength(0)
    const own = readQr(qr).identityPublic
    const statement = concatBytes(
      Uint8Array.of(6, 1),
      identity.details,
      own,
      phone.identity.publicKey,
    )
    expect(await xeddsaVerify(own, statement, identity.deviceSignature)).toBe(true)

    // Made before the link, and the same after it.
    expect(keys).toBeDefined()
    expect(await store.get('account', 'device')).toEqual(keys)
    const session = await store.get('account', 'session')
    expect(session).toMatchObject({
      jid: '15550001111:2@s.whatsapp.net',
      lid: '88888:2@lid',
      phonePlatform: 'android',
      service: 'sandbox',
      loginCounter: 0,
      preKeysUploaded: false,
    })
    const kept = decodeProto(
      ADVSignedDeviceIdentitySchema,
      session?.deviceIdentity ?? new Uint8Array(),
    )
    expect(toHex(kept.accountSignatureKey)).toBe(toHex(phone.identity.publicKey))
    expect(kept.deviceSignature).toEqual(identity.deviceSignature)
    const trusted = await store.get('identities', await store.addressKey('88888_1.0'))
    expect(trusted?.identityKey).toEqual(phone.identity.publicKey)
    const pair = { pn: '15550001111@s.whatsapp.net', lid: '88888@lid' }
    for (const address of [pair.pn, pair.lid]) {
      expect(await store.get('addresses', await store.addressKey(address))).toEqual(pair)
    }
    store.close()

    expect(await peer.takes('unified_session', ({ tag }) => tag === 'ib')).toBeDefined()
    peer.send(streamError('515'))
    const second = await stage.meet()
    expect(second.payload).toMatchObject({
      username: 15550001111n,
      device: 2,
      lc: 0,
      passive: true,
    })
    expect(second.payload.devicePairingData).toBeUndefined()
    expect(second.clientStatic).toEqual(peer.clientStatic)
    expect(stage.clock.pending()).toBeGreaterThan(0)
    second.send(success())
    await stage.reaches('linked', ({ link }) => link.at === 'linked')
    expect(stage.engine.snapshot().account).toMatchObject({
      number: '15550001111',
      lid: '88888@lid',
      deviceNumber: 2,
      deviceName: 'Chrome (Linux)',
      phonePlatform: 'android',
    })
  })

  it('without a LID trusts the account under its number', async () => {
    const stage = await setStage()
    const phone = await signer()
    const peer = await showCode(stage)
    const device = { jid: '15550001111:2@s.whatsapp.net' }
    peer.send(pairSuccess(phone, shownQr(stage), { device }))
    await peer.takes('a signature', ({ attrs }) => attrs['id'] === 'ps')
    const store = await stage.stored()
    const trusted = await store.get('identities', await store.addressKey('15550001111.0'))
    expect(trusted?.identityKey).toEqual(phone.identity.publicKey)
    expect(await store.count('addresses')).toBe(0)
  })

  it('acts on the first pair-success only', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    const qr = shownQr(stage)
    const first = pairSuccess(await signer(1), qr, { id: 'one' })
    const device = { jid: '15559999999:5@s.whatsapp.net' }
    const second = pairSuccess(await signer(2), qr, { id: 'two', device })
    peer.sendTogether(first, second)
    await peer.takes('the first answer', ({ attrs }) => attrs['id'] === 'one')
    await settle()
    expect(peer.received.some(({ attrs }) => attrs['id'] === 'two')).toBe(false)
    const session = await (await stage.stored()).get('account', 'session')
    expect(session?.jid).toBe('15550001111:2@s.whatsapp.net')
  })

  const wrong = async (stage: Stage, container: (qr: string) => Promise<Uint8Array>) => {
    const peer = await showCode(stage)
    const qr = shownQr(stage)
    peer.send(pairSuccess(await signer(), qr, { container: await container(qr) }))
    return peer
  }
  const containerOf = async (qr: string): Promise<Uint8Array> => {
    const stanza = pairSuccess(await signer(), qr)
    return bytesOf(child(child(stanza, 'pair-success') ?? stanza, 'device-identity') ?? stanza)
  }
  const flipped = (bytes: Uint8Array, at: number) =>
    bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))

  it.each([
    [
      '401',
      'hmac-mismatch',
      'pair-hmac',
      async (qr: string) => {
        const bytes = await containerOf(qr)
        return flipped(bytes, bytes.length - 1)
      },
    ],
    [
      '401',
      'signature-mismatch',
      'pair-signature',
      async (qr: string) => {
        // Signed for another companion, under the right secret.
        const stanza = pairSuccess(
          await signer(),
          qr.replace(/,[^,]+,([^,]+,[^,]+)$/, `,${'A'.repeat(43)}=,$1`),
        )
        return bytesOf(child(child(stanza, 'pair-success') ?? stanza, 'device-identity') ?? stanza)
      },
    ],
    ['500', 'internal-error', 'pair-malformed', async () => Uint8Array.of(0xff, 0xff, 0xff)],
  ])(
    'is refused with %s %s and %s, and leaves nothing stored',
    async (code, text, error, container) => {
      const stage = await setStage()
      const peer = await wrong(stage, container)
      await stage.reaches('refused', ({ link }) => link.at === 'refused')
      expect(errorOf(stage)).toBe(error)
      const answer = peer.received.find(({ attrs }) => attrs['id'] === 'ps')
      expect(answer?.attrs['type']).toBe('error')
      expect(answer && child(answer, 'error')?.attrs).toEqual({ code, text })
      await settle()
      expect(peer.connection.isOpen()).toBe(false)
      const store = await stage.stored()
      expect(await store.get('account', 'session')).toBeUndefined()
      expect(await store.count('identities')).toBe(0)
      expect(await store.count('addresses')).toBe(0)
      store.close()
      await stage.clock.advance(600_000)
      expect(stage.dials()).toBe(1)
      await stage.engine.run({ type: 'newCode' }, 'window')
      await linkOn(stage)
      await logIn(stage)
      expect(stage.engine.snapshot().link.at).toBe('linked')
    },
  )

  it('that cannot be stored is refused with 500, and nothing half-stored is left', async () => {
    let full = false
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const store = await open(wrapping)
        const { StorageError } = await import('../../storage/errors.ts')
        return {
          ...store,
          commit: (writes, expected) =>
            full
              ? Promise.reject(new StorageError('quota', 'no room'))
              : store.commit(writes, expected),
        }
      },
    })
    const peer = await showCode(stage)
    full = true
    peer.send(pairSuccess(await signer(), shownQr(stage)))
    await stage.reaches('refused', ({ link }) => link.at === 'refused')
    expect(errorOf(stage)).toBe('pair-storage')
    const answer = peer.received.find(({ attrs }) => attrs['id'] === 'ps')
    expect(answer && child(answer, 'error')?.attrs).toEqual({ code: '500', text: 'internal-error' })
    expect(await (await stage.stored()).get('account', 'session')).toBeUndefined()
  })

  it('is answered only once it is stored', async () => {
    let release = () => {}
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const store = await open(wrapping)
        return {
          ...store,
          async commit(writes, expected) {
            const holdsSession = writes.some((write) => 'put' in write && write.key === 'session')
            if (holdsSession) await new Promise<void>((resolve) => (release = resolve))
            await store.commit(writes, expected)
          },
        }
      },
    })
    const peer = await showCode(stage)
    peer.send(pairSuccess(await signer(), shownQr(stage)))
    await stage.reaches('a verified identity', () => stage.steps().includes('pair-verified'))
    await settle()
    const answered = () => peer.received.some(({ attrs }) => attrs['id'] === 'ps')
    expect(answered()).toBe(false)
    release()
    await peer.takes('a signature', ({ attrs }) => attrs['id'] === 'ps')
  })

  it('is restarted even when the service forgets to ask for it', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    peer.send(pairSuccess(await signer(), shownQr(stage)))
    await peer.takes('a signature', ({ attrs }) => attrs['id'] === 'ps')
    await stage.clock.advance(10_000)
    const second = await stage.meet()
    expect(second.payload.username).toBe(15550001111n)
  })

  it('stays unlinked when the line broke before anything could be stored', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    peer.send(pairSuccess(await signer(), shownQr(stage)))
    peer.close()
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    const session = await (await stage.stored()).get('account', 'session')
    // Either nothing was stored and new refs come, or it was and the login decides.
    if (session === undefined) expect(stage.engine.snapshot().link.at).toBe('preparing')
    else expect(stage.engine.snapshot().link.at).toBe('confirming')
  })
})
