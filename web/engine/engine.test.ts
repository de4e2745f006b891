import { afterEach, describe, expect, it, vi } from 'vitest'
import { bytesOf, child, node } from '../wire/node/node.ts'
import { xeddsaVerify } from '../crypto/xeddsa.ts'
import { concatBytes, toHex } from '../crypto/bytes.ts'
import { decodeProto } from '../wire/proto/codec.ts'
import { ADVSignedDeviceIdentitySchema } from '../wire/proto/gen/adv_pb.ts'
import { settle } from '../platform/fakes.ts'
import {
  clearStages,
  failure,
  linkOn,
  logIn,
  pairDevice,
  pairSuccess,
  type Peer,
  readQr,
  setStage,
  signer,
  type Stage,
  streamError,
  success,
} from '../../e2e/node/scriptedService.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

function shownQr(stage: Stage): string {
  const { link } = stage.engine.snapshot()
  if (link.at !== 'showingQr') throw new Error(`no code is shown: ${link.at}`)
  return link.qr
}

async function showCode(stage: Stage, refs?: string[]): Promise<Peer> {
  const peer = await stage.meet()
  peer.send(pairDevice(refs))
  await stage.reaches('a code', ({ link }) => link.at === 'showingQr')
  return peer
}

const errorOf = (stage: Stage) => {
  const { link, connection } = stage.engine.snapshot()
  if (link.at === 'refused' || link.at === 'ended') return link.error.code
  return connection.at === 'stopped' || connection.at === 'waiting'
    ? connection.error.code
    : undefined
}

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

    const store = await stage.stored()
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
        const { StorageError } = await import('../storage/errors.ts')
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

describe('after login', () => {
  const linked = async () => {
    const stage = await setStage()
    await linkOn(stage)
    const peer = await logIn(stage)
    return { stage, peer }
  }
  const isUpload = (stanza: { attrs: Readonly<Record<string, string>> }) =>
    stanza.attrs['xmlns'] === 'encrypt' && stanza.attrs['type'] === 'set'
  const isActive = (stanza: { attrs: Readonly<Record<string, string>> }) =>
    stanza.attrs['xmlns'] === 'passive'

  it('keeps the order: in use, keys, active, presence; counts the login', async () => {
    const { stage, peer } = await linked()
    const upload = await peer.takes('an upload', isUpload)
    expect(peer.received[0]?.content).toMatchObject([{ tag: 'unified_session' }])
    await settle()
    expect(peer.received.some(isActive)).toBe(false)
    peer.answer(upload)
    const active = await peer.takes('active', isActive)
    peer.answer(active)
    const picture = await peer.takes('picture', ({ attrs }) => attrs['target'] !== undefined)
    expect(picture.attrs['target']).toBe('15550001111@s.whatsapp.net')
    const session = await (await stage.stored()).get('account', 'session')
    expect(session).toMatchObject({ loginCounter: 1, preKeysUploaded: true })
    expect(peer.received.some(({ tag }) => tag === 'presence')).toBe(false)
    const sync = { from: '15550001111@s.whatsapp.net', type: 'account_sync', id: 'a' }
    peer.send(node('notification', { ...sync, pushname: 'Ada Moon' }))
    const presence = await peer.takes('presence', ({ tag }) => tag === 'presence')
    expect(presence.attrs).toEqual({ type: 'unavailable', name: 'Ada Moon' })
    expect(stage.engine.snapshot().account?.pushName).toBe('Ada Moon')
    await stage.engine.run({ type: 'focus', focused: true }, 'window')
    await peer.takes('available', ({ attrs }) => attrs['type'] === 'available')
    stage.engine.windowGone('window')
    await stage.clock.advance(1_000)
    expect(peer.received.at(-1)?.attrs['type']).toBe('unavailable')
  })

  it('goes on to active when the upload takes too long', async () => {
    const { stage, peer } = await linked()
    await peer.takes('an upload', isUpload)
    await stage.clock.advance(30_000)
    await peer.takes('active', isActive)
  })

  it('hands an answer out although a stanza before it is still being handled', async () => {
    let release = () => {}
    let held = false
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const store = await open(wrapping)
        return {
          ...store,
          async commit(writes, expected) {
            const slow = writes.some(
              (write) => 'put' in write && write.put === 'account' && write.key === 'routing',
            )
            if (slow) {
              held = true
              await new Promise<void>((resolve) => {
                release = resolve
              })
            }
            await store.commit(writes, expected)
          },
        }
      },
    })
    await linkOn(stage)
    const peer = await logIn(stage)
    const upload = await peer.takes('an upload', isUpload)
    const info = node('edge_routing', {}, [node('routing_info', {}, Uint8Array.of(1, 2))])
    peer.send(node('ib', { from: 's.whatsapp.net' }, [info]))
    peer.send(node('notification', { from: 's.whatsapp.net', type: 'w:gp2', id: 'behind' }))
    await stage.reaches('a waiting handler', () => held)
    // The upload's own commit would stand behind the held one; another request shows the point.
    const ping = node('iq', {
      from: 's.whatsapp.net',
      xmlns: 'urn:xmpp:ping',
      type: 'get',
      id: 'p',
    })
    peer.send(ping)
    await peer.takes('a pong', ({ attrs }) => attrs['id'] === 'p' && attrs['type'] === 'result')
    peer.answer(upload)
    await stage.clock.advance(30_000)
    await settle()
    expect(stage.steps()).not.toContain('request-failed')
    expect(peer.received.some(({ tag }) => tag === 'ack')).toBe(false)
    release()
    await peer.takes(
      'the ack behind',
      ({ tag, attrs }) => tag === 'ack' && attrs['id'] === 'behind',
    )
  })

  it('acks each notification, receipt and call once, and leaves messages to a build that can', async () => {
    const { peer } = await linked()
    const from = '15550002222@s.whatsapp.net'
    peer.sendTogether(
      node('notification', {
        id: 'n',
        from,
        type: 'devices',
        participant: '1555:1@s.whatsapp.net',
      }),
      node('receipt', { id: 'r', from, type: 'read' }),
      node('call', { id: 'c', from }, [node('offer')]),
      node('message', { id: 'm', from, type: 'text', t: '1' }),
      node('notification', { id: 'bad', from, type: 'encrypt' }, [node('count', { value: 'x' })]),
      node('presence', { from }),
    )
    await peer.takes('the last ack', ({ attrs }) => attrs['id'] === 'bad')
    const acks = peer.received.filter(({ tag }) => tag === 'ack').map(({ attrs }) => attrs)
    expect(acks).toEqual([
      {
        class: 'notification',
        id: 'n',
        to: from,
        type: 'devices',
        participant: '1555:1@s.whatsapp.net',
      },
      { class: 'receipt', id: 'r', to: from, type: 'read' },
      { class: 'call', id: 'c', to: from },
      { class: 'notification', id: 'bad', to: from, type: 'encrypt' },
    ])
  })

  it('remembers: a reload is linked before any network, and logs in with the next count', async () => {
    const { stage } = await linked()
    await stage.engine.retire()
    const again = await stage.reload()
    expect(again.dials()).toBeLessThanOrEqual(1)
    expect(again.engine.snapshot()).toMatchObject({
      link: { at: 'linked' },
      account: { number: '15550001111' },
    })
    const peer = await again.meet()
    expect(peer.payload).toMatchObject({ username: 15550001111n, device: 2, lc: 1 })
    expect(peer.payload.devicePairingData).toBeUndefined()
  })
})

describe('the stock of one-time keys at a later login', () => {
  const isCount = ({ content }: { content?: unknown }) =>
    Array.isArray(content) && (content[0] as { tag: string }).tag === 'count'
  const isUpload = (stanza: { attrs: Readonly<Record<string, string>> }) =>
    stanza.attrs['xmlns'] === 'encrypt' && stanza.attrs['type'] === 'set'
  const isActive = (stanza: { attrs: Readonly<Record<string, string>> }) =>
    stanza.attrs['xmlns'] === 'passive'
  const uploads = (peer: Peer) => peer.received.filter(isUpload)

  async function secondLogin(left: string): Promise<{ stage: Stage; peer: Peer }> {
    const stage = await setStage()
    await linkOn(stage)
    const first = await logIn(stage)
    first.answer(await first.takes('an upload', isUpload))
    await first.takes('active', isActive)
    first.close()
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    await stage.clock.advance(1_200)
    const peer = await logIn(stage)
    const count = await peer.takes('a count', isCount)
    peer.answer(count, node('count', { value: left }))
    return { stage, peer }
  }

  it('with nothing left uploads before active', async () => {
    const { peer } = await secondLogin('0')
    const upload = await peer.takes('an upload', isUpload)
    expect(peer.received.some(isActive)).toBe(false)
    peer.answer(upload)
    await peer.takes('active', isActive)
  })

  it('with few left uploads once the offline queue is through', async () => {
    const { peer } = await secondLogin('4')
    await peer.takes('active', isActive)
    await settle()
    expect(uploads(peer)).toEqual([])
    peer.send(node('ib', {}, [node('offline', { count: '0' })]))
    await peer.takes('an upload', isUpload)
  })

  it('with enough left uploads nothing, until the service says that they run low', async () => {
    const { peer } = await secondLogin('5')
    await peer.takes('active', isActive)
    peer.send(node('ib', {}, [node('offline', { count: '0' })]))
    const low = { from: 's.whatsapp.net', type: 'encrypt' }
    peer.send(node('notification', { ...low, id: 'plenty' }, [node('count', { value: '9' })]))
    await peer.takes('an ack', ({ attrs }) => attrs['id'] === 'plenty')
    await settle()
    expect(uploads(peer)).toEqual([])
    peer.send(node('notification', { ...low, id: 'low' }, [node('count', { value: '4' })]))
    await peer.takes('an ack', ({ attrs }) => attrs['id'] === 'low')
    await peer.takes('an upload', isUpload)
  })
})

describe('doubt', () => {
  const linkedStage = async () => {
    const stage = await setStage()
    await linkOn(stage)
    await logIn(stage)
    await stage.engine.retire()
    return stage.reload()
  }

  it.each([
    ['failure 401', failure(401), 'unlinked'],
    ['failure 403', failure(403), 'unlinked'],
    ['failure 406', failure(406), 'banned'],
    ['stream error 516', streamError('516'), 'unlinked'],
    ['device_removed', streamError('401', 'device_removed'), 'unlinked'],
  ])('%s erases nothing; the second one, 2 s later, does and says why', async (_, answer, code) => {
    const stage = await linkedStage()
    const peer = await stage.meet()
    peer.send(answer)
    await stage.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    const store = await stage.stored()
    expect(await store.get('account', 'session')).toBeDefined()
    expect(await store.get('account', 'doubt')).toBeDefined()
    store.close()
    expect(stage.engine.snapshot().link.at).toBe('linked')
    await stage.clock.advance(1_999)
    expect(stage.dials()).toBe(1)
    await stage.clock.advance(1)
    const confirming = await stage.meet()
    expect(stage.engine.snapshot().connection.at).toBe('checking')
    confirming.send(answer)
    await stage.reaches('ended', ({ link }) => link.at === 'ended')
    expect(errorOf(stage)).toBe(code)
    expect(stage.engine.snapshot().account).toBeUndefined()
    const erased = await stage.stored()
    expect(await erased.get('account', 'session')).toBeUndefined()
    expect(await erased.get('account', 'device')).toBeUndefined()
    erased.close()
    await stage.clock.advance(600_000)
    expect(stage.dials()).toBe(2)
    await stage.engine.run({ type: 'newCode' }, 'window')
    await showCode(stage)
  })

  it('is cleared by a login that succeeds', async () => {
    const stage = await linkedStage()
    const peer = await stage.meet()
    peer.send(failure(401))
    await stage.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    await stage.clock.advance(2_000)
    await logIn(stage)
    expect(stage.steps()).toContain('doubt-cleared')
    expect(await (await stage.stored()).get('account', 'doubt')).toBeUndefined()
  })

  it('stays over a reload, and over a confirmation that could not be made', async () => {
    const first = await linkedStage()
    const peer = await first.meet()
    peer.send(failure(401))
    await first.reaches('checking', ({ connection }) => connection.at === 'checking')
    await settle()
    await first.engine.retire()
    const stage = await first.reload()
    expect(stage.engine.snapshot().connection.at).toBe('checking')
    expect(stage.dials()).toBe(0)
    await stage.clock.advance(2_000)
    const unreachable = await stage.dialled()
    unreachable.close()
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    await stage.clock.advance(1_200)
    const next = await stage.meet()
    next.send(failure(401))
    await stage.reaches('ended', ({ link }) => link.at === 'ended')
  })
})

describe('other endings', () => {
  const linkedStage = async () => {
    const stage = await setStage()
    await linkOn(stage)
    return stage
  }

  it('replaced stops and waits for the person', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage)
    peer.send(streamError('', 'replaced'))
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(errorOf(stage)).toBe('replaced')
    await stage.clock.advance(3_600_000)
    const dials = stage.dials()
    await stage.engine.run({ type: 'retryNow' }, 'window')
    await stage.meet()
    expect(stage.dials()).toBe(dials + 1)
  })

  it('a third restart in a row is a loop', async () => {
    const stage = await linkedStage()
    for (let restart = 2; restart <= 3; restart++) {
      const peer = await stage.meet()
      peer.send(streamError('515'))
    }
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(errorOf(stage)).toBe('restart-loop')
  })

  it('an outdated client stops at once and erases nothing', async () => {
    const stage = await linkedStage()
    const peer = await stage.meet()
    peer.send(failure(405))
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(errorOf(stage)).toBe('outdated')
    expect(await (await stage.stored()).get('account', 'session')).toBeDefined()
  })

  it('a frame that does not open loses the stream', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage)
    peer.sendFrame(new Uint8Array(40))
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    expect(errorOf(stage)).toBe('stream-lost')
  })

  it('a stanza that does not decode is counted and the next one read', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage)
    peer.sendPlaintext(Uint8Array.of(0, 0xf0))
    peer.send(node('notification', { id: 'n', from: 's.whatsapp.net', type: 'psa' }))
    await peer.takes('an ack', ({ tag }) => tag === 'ack')
    expect(stage.trace).toContainEqual(expect.objectContaining({ step: 'stanza-malformed' }))
  })

  it('a silent service is left after a ping without answer', async () => {
    const stage = await linkedStage()
    await logIn(stage, { deaf: true })
    await stage.clock.advance(50_000)
    expect(stage.trace).toContainEqual(
      expect.objectContaining({ step: 'connection-ended', why: 'silent' }),
    )
  })

  it('a service that never answers the hello is left after 20 s', async () => {
    const stage = await setStage()
    await stage.meet({ silent: true })
    await stage.clock.advance(19_999)
    expect(stage.engine.snapshot().connection.at).toBe('connecting')
    await stage.clock.advance(1)
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    expect(errorOf(stage)).toBe('handshake-timeout')
  })

  it('offline is said so, and the network coming back dials at once', async () => {
    const stage = await setStage()
    stage.network.set(false)
    const connection = await stage.dialled()
    connection.close()
    await stage.reaches('a pause', ({ connection: seen }) => seen.at === 'waiting')
    expect(errorOf(stage)).toBe('offline')
    stage.network.set(true)
    expect(stage.dials()).toBe(2)
  })

  it('the network coming back asks an open connection whether it lives', async () => {
    const stage = await linkedStage()
    const peer = await logIn(stage)
    stage.network.set(false)
    stage.network.set(true)
    await peer.takes('a ping', ({ attrs }) => attrs['xmlns'] === 'w:p')
  })
})

describe('routing', () => {
  const info = Uint8Array.of(8, 2, 8, 5)

  it('leads the next dial, and is forgotten when a dial with it fails', async () => {
    const stage = await setStage()
    await linkOn(stage)
    const peer = await logIn(stage)
    const told = node('edge_routing', {}, [node('routing_info', {}, info)])
    peer.send(node('ib', { from: 's.whatsapp.net' }, [told]))
    await stage.reaches('routing', () => stage.steps().includes('routing'))
    peer.close()
    await settle()
    await stage.clock.advance(1_200)
    const routed = await stage.meet({ cutBefore: 'serverHello' })
    expect(routed.routing).toEqual(info)
    // At once, without a pause, and without the info.
    const plain = await stage.meet()
    expect(plain.routing).toBeUndefined()
    expect(await (await stage.stored()).get('account', 'routing')).toBeUndefined()
  })
})

describe('certificates', () => {
  it.each([
    'missing-leaf',
    'missing-intermediate',
    'short-signature',
    'root',
    'intermediate-signature',
    'root-issuer',
    'intermediate-key',
    'leaf-signature',
    'issuer',
    'leaf-key',
  ] as const)('a chain with the flaw "%s" gets nothing after the hello', async (flaw) => {
    const stage = await setStage()
    const peer = await stage.meet({ flaw })
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(errorOf(stage)).toBe('certificate-refused')
    expect(peer.connection.received).toHaveLength(1)
    await stage.clock.advance(3_600_000)
    expect(stage.dials()).toBe(1)
    expect(await (await stage.stored()).get('account', 'device')).toBeDefined()
  })

  it('a wrong clock is told apart, with the times to show', async () => {
    const stage = await setStage()
    const nowSec = Math.floor(stage.clock.now() / 1000)
    const peer = await stage.meet({ nowSec: nowSec + 40 * 86_400 })
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    const { connection } = stage.engine.snapshot()
    expect(connection).toMatchObject({
      error: {
        code: 'clock-wrong',
        details: { deviceTimeMs: nowSec * 1000, notBefore: nowSec + 10 * 86_400 },
      },
    })
    expect(peer.connection.received).toHaveLength(1)
  })
})

describe('commands', () => {
  it('setRemember starts over with new keys under the other wrapping, once', async () => {
    const stage = await setStage()
    await showCode(stage)
    const before = readQr(shownQr(stage))
    await stage.engine.run({ type: 'setRemember', remember: false }, 'window')
    await stage.engine.run({ type: 'setRemember', remember: false }, 'window')
    expect(stage.engine.snapshot().remember).toBe(false)
    await showCode(stage)
    expect(readQr(shownQr(stage)).identityPublic).not.toEqual(before.identityPublic)
    expect(stage.dials()).toBe(2)
    const again = await stage.reload()
    await again.reaches('fresh keys', () => again.steps().includes('keys-created'))
    expect(again.engine.snapshot().remember).toBe(true)
  })

  it('setRemember is refused while linked', async () => {
    const stage = await setStage()
    await linkOn(stage)
    await logIn(stage)
    expect(await stage.engine.run({ type: 'setRemember', remember: false }, 'window')).toEqual({
      ok: false,
      error: { code: 'not-while-linked', remedy: 'no' },
    })
    expect(stage.engine.snapshot().remember).toBe(true)
  })

  it.each([
    { service: 'another', root: undefined },
    { service: 'sandbox', root: new Uint8Array(32).fill(9) },
  ])('an account is not taken to another service: %o', async ({ service, root }) => {
    const stage = await setStage()
    await linkOn(stage)
    const peer = await logIn(stage)
    await stage.engine.retire()
    const session = await (await stage.stored()).get('account', 'session')
    const other = await stage.reload({
      platform: {
        service: {
          service,
          url: 'ws://other.test',
          root: root ?? session?.root ?? new Uint8Array(),
        },
      },
    })
    await other.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(errorOf(other)).toBe('service-changed')
    await other.clock.advance(600_000)
    expect(other.dials()).toBe(0)
    expect(other.engine.snapshot().link.at).toBe('linked')
    expect(peer.connection.isOpen()).toBe(false)
  })

  it('a storage that does not open is shown, and startOver is the way out', async () => {
    let damaged = true
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const { StorageError } = await import('../storage/errors.ts')
        if (damaged) throw new StorageError('damaged', 'vault')
        return open(wrapping)
      },
    })
    expect(errorOf(stage)).toBe('storage-damaged')
    damaged = false
    expect(await stage.engine.run({ type: 'startOver' }, 'window')).toEqual({ ok: true })
    await showCode(stage)
  })

  it('a damaged key is shown instead of a blank page, and startOver leads to a new code', async () => {
    let damaged = false
    let closed = 0
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const store = await open(wrapping)
        const { StorageError } = await import('../storage/errors.ts')
        return {
          ...store,
          get: (name, key) =>
            damaged && key === 'device'
              ? Promise.reject(new StorageError('damaged', 'account: does not open'))
              : store.get(name, key),
          close() {
            closed++
            store.close()
          },
        }
      },
    })
    await linkOn(stage)
    await logIn(stage)
    await stage.engine.retire()
    damaged = true
    const again = await stage.reload()
    expect(errorOf(again)).toBe('storage-damaged')
    expect(closed).toBe(2)
    damaged = false
    expect(await again.engine.run({ type: 'startOver' }, 'window')).toEqual({ ok: true })
    await showCode(again)
  })

  it('a session without its keys is damage, not a new registration', async () => {
    const stage = await setStage()
    await linkOn(stage)
    await logIn(stage)
    await stage.engine.retire()
    const store = await stage.stored()
    await store.commit([{ del: 'account', key: 'device' }])
    store.close()
    const again = await stage.reload()
    await again.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(errorOf(again)).toBe('storage-damaged')
    expect(again.dials()).toBe(0)
  })

  it('a commit that fails while waiting is shown and can be tried again', async () => {
    let full = true
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const store = await open(wrapping)
        const { StorageError } = await import('../storage/errors.ts')
        return {
          ...store,
          commit: (writes, expected) =>
            full
              ? Promise.reject(new StorageError('quota', 'no room'))
              : store.commit(writes, expected),
        }
      },
    })
    await stage.reaches('a stop', ({ connection }) => connection.at === 'stopped')
    expect(errorOf(stage)).toBe('storage-failed')
    expect(stage.dials()).toBe(0)
    full = false
    await stage.engine.run({ type: 'retryNow' }, 'window')
    await showCode(stage)
  })
})
