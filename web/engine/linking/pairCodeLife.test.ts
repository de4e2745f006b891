import { afterEach, describe, expect, it, vi } from 'vitest'
import { toHex } from '../../crypto/bytes.ts'
import { settle } from '../../platform/fakes.ts'
import { clearStages, setStage, showCode, shownQr } from '../../../e2e/node/scriptedService.ts'
import { readQr, signer } from '../../../e2e/node/scriptedStanzas.ts'
import {
  bothShown,
  codeFate,
  codeViewOf,
  finished,
  finishOf,
  giveRef,
  isAck,
  nextHello,
  PHONE_NUMBER,
  qrSecret,
  refreshCode,
  refuse,
  sentCodes,
  typeCode,
} from '../../../e2e/node/scriptedPhone.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

describe('the service says no', () => {
  it.each([
    [400, 'code-bad-request'],
    [403, 'code-forbidden'],
    [429, 'code-too-often'],
    [452, 'code-unavailable'],
    [500, 'code-service-error'],
    [599, 'code-service-error'],
  ])('%i is %s; the QR goes on, and the person may ask again', async (code, error) => {
    const stage = await setStage()
    const peer = await showCode(stage)
    const wish = { type: 'requestCode', number: PHONE_NUMBER } as const
    await stage.engine.run(wish, 'window')
    refuse(peer, await nextHello(peer, 0), { code: String(code), text: 'no' })
    await stage.reaches('a failed code', () => codeViewOf(stage)?.at === 'failed')
    expect(codeViewOf(stage)).toMatchObject({ error: { code: error, details: { reason: code } } })
    expect(stage.engine.snapshot().link.at).toBe('showingQr')
    await stage.clock.advance(60_000)
    expect(sentCodes(peer, 'companion_hello')).toHaveLength(1)
    expect(await stage.engine.run(wish, 'window')).toEqual({ ok: true })
    await nextHello(peer, 1)
  })

  it('with a backoff: no request before it is over, whoever asks', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    const wish = { type: 'requestCode', number: PHONE_NUMBER } as const
    await stage.engine.run(wish, 'window')
    refuse(peer, await nextHello(peer, 0), { code: '429', text: 'rate-overlimit', backoff: '50' })
    await stage.reaches('a failed code', () => codeViewOf(stage)?.at === 'failed')
    expect(codeViewOf(stage)).toMatchObject({ error: { details: { reason: 429, backoffSec: 50 } } })
    await stage.clock.advance(20_000)
    const refused = { ok: false, error: { code: 'code-too-often', details: { backoffSec: 30 } } }
    expect(await stage.engine.run(wish, 'window')).toMatchObject(refused)
    await stage.engine.run({ type: 'cancelCode' }, 'window')
    const other = { ...wish, number: '15559990000' }
    expect(await stage.engine.run(other, 'window')).toMatchObject(refused)
    await stage.clock.advance(29_999)
    expect(sentCodes(peer, 'companion_hello')).toHaveLength(1)
    stage.events.length = 0
    await stage.clock.advance(1)
    // Windows are told, for their buttons.
    expect(stage.events).toContainEqual({
      type: 'pairCode',
      pairCode: {
        at: 'failed',
        number: '15559990000',
        error: expect.not.objectContaining({ details: expect.anything() }),
      },
    })
    expect(await stage.engine.run(wish, 'window')).toEqual({ ok: true })
    await nextHello(peer, 1)
  })

  it('nothing at all for 30 s', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    await stage.engine.run({ type: 'requestCode', number: PHONE_NUMBER }, 'window')
    await nextHello(peer, 0)
    await stage.clock.advance(30_000)
    expect(codeViewOf(stage)).toMatchObject({
      error: { code: 'code-service-error', details: { reason: 'timeout' } },
    })
  })

  it('something that cannot be read', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    await stage.engine.run({ type: 'requestCode', number: PHONE_NUMBER }, 'window')
    peer.answer(await nextHello(peer, 0))
    await stage.reaches('a failed code', () => codeFate(stage) === 'code-service-error')
  })
})

describe('renewal', () => {
  it('happens five times by the clock; then the connection ends, which lived for the code', async () => {
    const { stage, peer, shown } = await bothShown()
    const codes = [shown.code]
    for (let time = 1; time <= 5; time++) {
      await stage.clock.advance(180_000)
      const hello = await nextHello(peer, time)
      expect(sentCodes(peer, 'companion_hello')).toHaveLength(time + 1)
      codes.push((await giveRef(stage, peer, hello, `code-${time + 1}`)).code)
      // The refs are used up by now.
      expect(stage.engine.snapshot().link.at).toBe('expired')
      expect(peer.connection.isOpen()).toBe(true)
    }
    expect(new Set(codes).size).toBe(6)
    await stage.clock.advance(180_000)
    expect(codeFate(stage)).toBe('code-expired')
    await settle()
    expect(peer.connection.isOpen()).toBe(false)
    await stage.clock.advance(3_600_000)
    expect(stage.dials()).toBe(1)
    // The person asks again: a new connection, a new code.
    await stage.engine.run({ type: 'requestCode', number: PHONE_NUMBER }, 'window')
    const second = await showCode(stage)
    await nextHello(second, 0)
  })

  it('by the service is for the ref it names; the code before is dead', async () => {
    const { stage, peer, shown, phone } = await bothShown()
    peer.send(refreshCode('other', false))
    await peer.takes('an ack', ({ attrs }) => attrs['id'] === 'rc')
    expect(sentCodes(peer, 'companion_hello')).toHaveLength(1)
    peer.send(refreshCode(shown.ref, false, 'rc2'))
    const hello = await nextHello(peer, 1)
    const renewed = await giveRef(stage, peer, hello, 'fresh')
    expect(renewed.code).not.toBe(shown.code)
    const { notice } = await typeCode(phone.identity, shown)
    peer.send(notice)
    await peer.takes('an ack', (stanza) => isAck(stanza, notice))
    expect(sentCodes(peer, 'companion_finish')).toEqual([])
  })

  it('is left to the person with force_manual_refresh', async () => {
    const { stage, peer, shown } = await bothShown()
    peer.send(refreshCode(shown.ref, true))
    await stage.reaches('a failed code', () => codeFate(stage) === 'code-refresh')
    await stage.clock.advance(30_000)
    expect(sentCodes(peer, 'companion_hello')).toHaveLength(1)
  })

  it('comes with the next connection when one is lost, also after the last ref', async () => {
    const { stage, peer } = await bothShown()
    await stage.clock.advance(165_000)
    expect(stage.engine.snapshot().link.at).toBe('expired')
    peer.close(1000)
    await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
    expect(codeViewOf(stage)).toEqual({ at: 'requesting', number: PHONE_NUMBER })
    expect(stage.engine.snapshot().link.at).toBe('preparing')
    await stage.clock.advance(2_000)
    const second = await showCode(stage, ['fresh'])
    const shown = await giveRef(stage, second, await nextHello(second, 0), 'next')
    const { finish, secret } = await finishOf(
      second,
      await typeCode((await signer()).identity, shown),
    )
    expect(finish.tag).toBe('iq')
    expect(qrSecret(stage)).toBe(toHex(secret))
  })

  it('does not follow a connection that is lost after a finish', async () => {
    const both = await bothShown()
    const { secret } = await finished(both)
    both.peer.close(1000)
    await both.stage.reaches('a failed code', () => codeFate(both.stage) === 'code-unanswered')
    await both.stage.clock.advance(2_000)
    const second = await showCode(both.stage)
    expect(qrSecret(both.stage)).not.toBe(toHex(secret))
    await both.stage.clock.advance(5_000)
    expect(sentCodes(second, 'companion_hello')).toEqual([])
  })

  it('goes on when the person wants new QR codes beside it', async () => {
    const { stage, peer } = await bothShown()
    await stage.clock.advance(165_000)
    await stage.engine.run({ type: 'newCode' }, 'window')
    const second = await showCode(stage, ['fresh'])
    expect(peer.connection.isOpen()).toBe(false)
    await giveRef(stage, second, await nextHello(second, 0), 'next')
    expect(readQr(shownQr(stage)).ref).toBe('fresh')
  })
})
