import { afterEach, describe, expect, it, vi } from 'vitest'
import { settle } from '../../platform/fakes.ts'
import { node } from '../../wire/node/node.ts'
import {
  clearStages,
  errorOf,
  linkOn,
  logIn,
  setStage,
  showCode,
} from '../../../e2e/node/scriptedService.ts'
import { failure, streamError } from '../../../e2e/node/scriptedStanzas.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

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
