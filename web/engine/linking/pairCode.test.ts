import { afterEach, describe, expect, it, vi } from 'vitest'
import { toHex } from '../../crypto/bytes.ts'
import { settle } from '../../platform/fakes.ts'
import { child, node } from '../../wire/node/node.ts'
import {
  clearStages,
  logIn,
  setStage,
  showCode,
  shownQr,
} from '../../../e2e/node/scriptedService.ts'
import { readQr, signer, streamError } from '../../../e2e/node/scriptedStanzas.ts'
import {
  acksOf,
  bothShown,
  codePart,
  codeViewOf,
  finished,
  finishOf,
  giveRef,
  isAck,
  nextHello,
  PHONE_NUMBER,
  qrSecret,
  sentCodes,
  showPairCode,
  storedSecret,
  successUnder,
  typeCode,
} from '../../../e2e/node/scriptedPhone.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

describe('a pair code', () => {
  it('is asked for with everything the service wants, and shown for 180 s', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    const command = { type: 'requestCode', number: '+1 (555) 000-1111' } as const
    expect(await stage.engine.run(command, 'window')).toEqual({ ok: true })
    expect(codeViewOf(stage)).toEqual({ at: 'requesting', number: PHONE_NUMBER })
    const hello = await nextHello(peer, 0)
    expect(child(hello, 'link_code_companion_reg')?.attrs).toEqual({
      jid: '15550001111@s.whatsapp.net',
      stage: 'companion_hello',
      should_show_push_notification: 'true',
    })
    expect(codePart(hello, 'companion_server_auth_key_pub')).toEqual(peer.clientStatic)
    expect(codePart(hello, 'link_code_pairing_nonce')).toEqual(Uint8Array.of(0))
    const text = (tag: string) => new TextDecoder().decode(codePart(hello, tag))
    expect(text('companion_platform_id')).toBe('1')
    expect(text('companion_platform_display')).toBe('Chrome (Linux)')
    // The time counts from the hello, however long its answer takes.
    await stage.clock.advance(5_000)
    const { code } = await giveRef(stage, peer, hello, 'ref')
    expect(code).toMatch(/^[1-9A-HJ-NP-TV-Z]{8}$/)
    expect(codeViewOf(stage)).toEqual({
      at: 'showing',
      number: PHONE_NUMBER,
      code,
      custom: false,
      remainingMs: 175_000,
      lifeMs: 180_000,
      rate: 1,
    })
    expect(stage.engine.snapshot().link.at).toBe('showingQr')
  })

  it('links: acked, stored, finished, signed, logged in', async () => {
    const both = await bothShown()
    const { stage, peer, phone, shown } = both
    const before = qrSecret(stage)
    const typing = await typeCode(phone.identity, shown)
    const { finish, secret } = await finishOf(peer, typing)
    expect(codePart(finish, 'link_code_pairing_ref')).toEqual(new TextEncoder().encode(shown.ref))
    expect(codeViewOf(stage)).toEqual({ at: 'finishing', number: PHONE_NUMBER, code: shown.code })
    expect(toHex(secret)).not.toBe(before)
    expect(await storedSecret(stage)).toBe(toHex(secret))
    expect(qrSecret(stage)).toBe(toHex(secret))
    const acks = acksOf(peer, typing.notice)
    expect(acks.map(({ attrs }) => attrs)).toEqual([
      {
        class: 'notification',
        id: typing.notice.attrs['id'],
        to: 's.whatsapp.net',
        type: 'link_code_companion_reg',
      },
    ])
    expect(peer.received.indexOf(acks[0] ?? node(''))).toBeLessThan(peer.received.indexOf(finish))
    peer.answer(finish)
    const { identityPublic } = readQr(shownQr(stage))
    peer.send(successUnder(phone, identityPublic, secret))
    await peer.takes(
      'a signature',
      ({ attrs }) => attrs['id'] === 'ps' && attrs['type'] === 'result',
    )
    expect(codeViewOf(stage)).toBeUndefined()
    peer.send(streamError('515'))
    await logIn(stage)
    expect(stage.engine.snapshot().link.at).toBe('linked')
    const again = await stage.engine.run({ type: 'requestCode', number: PHONE_NUMBER }, 'window')
    expect(again).toMatchObject({ ok: false, error: { code: 'not-while-linked' } })
  })

  it('is answered only once the new secret is stored', async () => {
    let release = () => {}
    let held = false
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const store = await open(wrapping)
        return {
          ...store,
          async commit(writes, expected) {
            if (held) await new Promise<void>((resolve) => (release = resolve))
            await store.commit(writes, expected)
          },
        }
      },
    })
    const peer = await showCode(stage)
    const shown = await showPairCode(stage, peer)
    held = true
    const { notice } = await typeCode((await signer()).identity, shown)
    peer.send(notice)
    await stage.reaches('a taken hello', () =>
      stage.trace.some((event) => event.step === 'code-typed' && event.outcome === 'taken'),
    )
    await settle()
    expect(acksOf(peer, notice)).toEqual([])
    expect(sentCodes(peer, 'companion_finish')).toEqual([])
    release()
    await peer.takes('a finish', () => sentCodes(peer, 'companion_finish').length > 0)
    expect(acksOf(peer, notice)).toHaveLength(1)
  })

  it('that cannot be stored is neither acked nor finished', async () => {
    let full = false
    const stage = await setStage({
      openStore: async (open, wrapping) => {
        const store = await open(wrapping)
        const { StorageError } = await import('../../storage/errors.ts')
        return {
          ...store,
          commit: (writes, expected) =>
            full ? Promise.reject(new StorageError('quota', '')) : store.commit(writes, expected),
        }
      },
    })
    const peer = await showCode(stage)
    const shown = await showPairCode(stage, peer)
    full = true
    const { notice } = await typeCode((await signer()).identity, shown)
    peer.send(notice)
    await stage.reaches('a failed code', () => codeViewOf(stage)?.at === 'failed')
    await settle()
    expect(acksOf(peer, notice)).toEqual([])
    expect(sentCodes(peer, 'companion_finish')).toEqual([])
  })

  it('may be of the person’s own choice', async () => {
    const { stage, shown } = await bothShown({ custom: 'moon1234'.replace(/o/g, 'n') })
    expect(shown.code).toBe('MNNN1234')
    expect(codeViewOf(stage)).toMatchObject({ custom: true, code: 'MNNN1234' })
    await stage.clock.advance(180_000)
    const second = await nextHello(shown.peer, 1)
    expect((await giveRef(stage, shown.peer, second, 'second')).code).toBe('MNNN1234')
  })

  it.each([
    ['', undefined, 'number-required'],
    ['call me', undefined, 'number-required'],
    ['123-456', undefined, 'number-too-short'],
    ['0155500011', undefined, 'number-leading-zero'],
    [PHONE_NUMBER, 'MYCODE12', 'code-invalid'],
    [PHONE_NUMBER, 'ABCD123', 'code-invalid'],
  ])('is not asked for with %j and %j: %s', async (number, custom, error) => {
    const stage = await setStage()
    const peer = await showCode(stage)
    const wish = { type: 'requestCode', number, ...(custom && { custom }) } as const
    expect(await stage.engine.run(wish, 'window')).toMatchObject({
      ok: false,
      error: { code: error },
    })
    await settle()
    expect(sentCodes(peer, 'companion_hello')).toEqual([])
    expect(codeViewOf(stage)).toBeUndefined()
  })
})

describe('a script that does not come', () => {
  afterEach(() => vi.doUnmock('./requestCode.ts'))

  it('is said, and tried again when the person asks again', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    const wish = { type: 'requestCode', number: PHONE_NUMBER } as const
    vi.doMock('./requestCode.ts', () => {
      throw new Error('offline')
    })
    const refused = { ok: false, error: { code: 'unreachable' } }
    expect(await stage.engine.run(wish, 'window')).toMatchObject(refused)
    expect(codeViewOf(stage)).toBeUndefined()
    vi.doUnmock('./requestCode.ts')
    expect(await stage.engine.run(wish, 'window')).toEqual({ ok: true })
    await nextHello(peer, 0)
  })
})

describe('the person', () => {
  it('asks twice for the same number: one code', async () => {
    const { stage, peer, shown } = await bothShown()
    const result = await stage.engine.run({ type: 'requestCode', number: PHONE_NUMBER }, 'window')
    expect(result).toEqual({ ok: true })
    await settle()
    expect(sentCodes(peer, 'companion_hello')).toHaveLength(1)
    expect(codeViewOf(stage)).toMatchObject({ code: shown.code })
  })

  it('asks for another number: the first code is dead', async () => {
    const { stage, peer, shown, phone } = await bothShown()
    const second = await showPairCode(stage, peer, { number: '15559990000' })
    expect(codeViewOf(stage)).toMatchObject({ number: '15559990000', code: second.code })
    const { notice } = await typeCode(phone.identity, shown)
    peer.send(notice)
    await peer.takes('an ack', (stanza) => isAck(stanza, notice))
    expect(sentCodes(peer, 'companion_finish')).toEqual([])
    expect((await finishOf(peer, await typeCode(phone.identity, second))).secret).toHaveLength(32)
  })

  it('cancels: nothing goes out, and a phone that types it is not answered', async () => {
    const { stage, peer, shown, phone } = await bothShown()
    const secret = await storedSecret(stage)
    const sent = peer.received.length
    await stage.engine.run({ type: 'cancelCode' }, 'window')
    await settle()
    expect(codeViewOf(stage)).toBeUndefined()
    expect(peer.received).toHaveLength(sent)
    const { notice } = await typeCode(phone.identity, shown)
    peer.send(notice)
    await peer.takes('an ack', (stanza) => isAck(stanza, notice))
    expect(sentCodes(peer, 'companion_finish')).toEqual([])
    expect(await storedSecret(stage)).toBe(secret)
    expect(stage.engine.snapshot().link.at).toBe('showingQr')
  })

  it('cancels with a finish out: the phone’s secret is worth nothing any more', async () => {
    const both = await bothShown()
    const { secret } = await finished(both)
    await both.stage.engine.run({ type: 'cancelCode' }, 'window')
    await both.stage.reaches('a new secret', () => qrSecret(both.stage) !== toHex(secret))
    expect(await storedSecret(both.stage)).toBe(qrSecret(both.stage))
  })

  it('cancels while the key is being derived: no hello goes out', async () => {
    const stage = await setStage()
    const peer = await showCode(stage)
    await stage.engine.run({ type: 'requestCode', number: PHONE_NUMBER }, 'window')
    await stage.engine.run({ type: 'cancelCode' }, 'window')
    await stage.clock.advance(1_000)
    await settle()
    expect(sentCodes(peer, 'companion_hello')).toEqual([])
    expect(codeViewOf(stage)).toBeUndefined()
  })

  it('asks before there is a connection, or after the codes ran out', async () => {
    const stage = await setStage()
    await stage.engine.run({ type: 'requestCode', number: PHONE_NUMBER }, 'window')
    expect(codeViewOf(stage)).toEqual({ at: 'requesting', number: PHONE_NUMBER })
    const peer = await showCode(stage, ['only'])
    await giveRef(stage, peer, await nextHello(peer, 0), 'one')
    await stage.engine.run({ type: 'cancelCode' }, 'window')
    await stage.clock.advance(60_000)
    expect(stage.engine.snapshot().link.at).toBe('expired')
    await settle()
    expect(peer.connection.isOpen()).toBe(false)
    await stage.engine.run({ type: 'requestCode', number: PHONE_NUMBER }, 'window')
    const second = await showCode(stage)
    await giveRef(stage, second, await nextHello(second, 0), 'two')
  })

  it('cancels after the last ref: the connection has nothing to wait for any more', async () => {
    const { stage, peer } = await bothShown()
    await stage.clock.advance(165_000)
    expect(peer.connection.isOpen()).toBe(true)
    await stage.engine.run({ type: 'cancelCode' }, 'window')
    await settle()
    expect(peer.connection.isOpen()).toBe(false)
    expect(stage.engine.snapshot()).toMatchObject({
      link: { at: 'expired' },
      connection: { at: 'idle' },
    })
  })
})

describe('the trace', () => {
  it('tells the steps and none of the secrets', async () => {
    const both = await bothShown()
    const { secret } = await finished(both)
    const steps = both.stage.trace.filter(({ step }) => step.startsWith('code-'))
    expect(steps).toEqual([
      expect.objectContaining({ step: 'code-requested', renewal: 0, custom: false }),
      expect.objectContaining({ step: 'code-shown', renewal: 0 }),
      expect.objectContaining({ step: 'code-typed', outcome: 'taken', hello: 1 }),
      expect.objectContaining({ step: 'code-finish-sent', hello: 1 }),
    ])
    const text = JSON.stringify(both.stage.trace)
    for (const word of [both.shown.code, PHONE_NUMBER, toHex(secret), both.shown.ref]) {
      expect(text).not.toContain(word)
    }
  })
})
