import { afterEach, describe, expect, it, vi } from 'vitest'
import { settle } from '../../platform/fakes.ts'
import { node } from '../../wire/node/node.ts'
import type { Peer } from '../../../e2e/node/scriptedPeer.ts'
import {
  clearStages,
  linkOn,
  logIn,
  setStage,
  type Stage,
} from '../../../e2e/node/scriptedService.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

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

  it('acks each notification, receipt, call and empty message once', async () => {
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
      { class: 'message', id: 'm', to: from, from: '15550001111:2@s.whatsapp.net', type: 'text' },
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
