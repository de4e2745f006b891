import { afterEach, describe, expect, it, vi } from 'vitest'
import { toHex } from '../../crypto/bytes.ts'
import { settle } from '../../platform/fakes.ts'
import { node } from '../../wire/node/node.ts'
import { clearStages, errorOf, showCode, shownQr } from '../../../e2e/node/scriptedService.ts'
import { pairDevice, pairSuccess, readQr, signer } from '../../../e2e/node/scriptedStanzas.ts'
import {
  acksOf,
  bothShown,
  codeViewOf,
  finished,
  giveRef,
  isAck,
  nextHello,
  PHONE_NUMBER,
  qrSecret,
  sentCodes,
  storedSecret,
  successUnder,
  typeCode,
} from '../../../e2e/node/scriptedPhone.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

describe('both at once', () => {
  it('a QR that was scanned just before a finish replaced its secret still links', async () => {
    const both = await bothShown()
    const { stage, peer } = both
    const scanned = shownQr(stage)
    await finished(both)
    expect(shownQr(stage)).not.toBe(scanned)
    peer.send(pairSuccess(await signer(9), scanned))
    await peer.takes(
      'a signature',
      ({ attrs }) => attrs['id'] === 'ps' && attrs['type'] === 'result',
    )
    expect(codeViewOf(stage)).toBeUndefined()
  })

  it('so does one that was scanned after it', async () => {
    const both = await bothShown()
    await finished(both)
    both.peer.send(pairSuccess(await signer(9), shownQr(both.stage)))
    await both.stage.reaches('a link', ({ link }) => link.at === 'confirming')
  })

  it('but not once the code is dead and its secrets with it', async () => {
    const both = await bothShown()
    const scanned = shownQr(both.stage)
    const { secret } = await finished(both)
    await both.stage.engine.run({ type: 'cancelCode' }, 'window')
    await both.stage.reaches('a new secret', () => qrSecret(both.stage) !== toHex(secret))
    both.peer.send(pairSuccess(await signer(9), scanned))
    await both.stage.reaches('a refusal', ({ link }) => link.at === 'refused')
    expect(errorOf(both.stage)).toBe('pair-hmac')
  })

  it('a secret that the service wanted replaced is never good again', async () => {
    const both = await bothShown()
    const scanned = shownQr(both.stage)
    const type = 'companion_reg_refresh'
    const refresh = node('notification', { from: 's.whatsapp.net', type, id: 'n1' }, [node(type)])
    both.peer.send(refresh)
    await both.peer.takes('an ack', (stanza) => isAck(stanza, refresh))
    await finished(both)
    both.peer.send(pairSuccess(await signer(9), scanned))
    await both.stage.reaches('a refusal', ({ link }) => link.at === 'refused')
  })

  it('a scan wins over a code that is typed later: acked, not finished', async () => {
    const { stage, peer, phone, shown } = await bothShown()
    const { notice } = await typeCode(phone.identity, shown)
    peer.sendTogether(pairSuccess(await signer(9), shownQr(stage)), notice)
    await peer.takes('a signature', ({ attrs }) => attrs['id'] === 'ps')
    await peer.takes('an ack', (stanza) => isAck(stanza, notice))
    expect(sentCodes(peer, 'companion_finish')).toEqual([])
    expect(codeViewOf(stage)).toBeUndefined()
    expect(stage.engine.snapshot().link.at).toBe('confirming')
  })

  it('in one message, the other way round: the finish goes out, the scan links', async () => {
    const { stage, peer, phone, shown } = await bothShown()
    const { notice } = await typeCode(phone.identity, shown)
    peer.sendTogether(notice, pairSuccess(await signer(9), shownQr(stage)))
    const reply = await peer.takes('a signature', ({ attrs }) => attrs['id'] === 'ps')
    expect(reply.attrs['type']).toBe('result')
    expect(sentCodes(peer, 'companion_finish')).toHaveLength(1)
    expect(codeViewOf(stage)).toBeUndefined()
  })

  it('pair-success may come before the finish is answered, and after the last ref', async () => {
    const both = await bothShown()
    const { stage, peer } = both
    const { identityPublic } = readQr(shownQr(stage))
    await stage.clock.advance(165_000)
    const { finish, secret } = await finished(both)
    expect(stage.engine.snapshot().link.at).toBe('expired')
    peer.send(successUnder(both.phone, identityPublic, secret))
    const reply = await peer.takes('a signature', ({ attrs }) => attrs['id'] === 'ps')
    expect(reply.attrs['type']).toBe('result')
    peer.answer(finish)
    await settle()
    expect(stage.engine.snapshot().link.at).toBe('confirming')
    await stage.clock.advance(9_000)
    expect(peer.connection.isOpen()).toBe(true)
  })

  it('the service’s wish for a new secret waits for the finish', async () => {
    const both = await bothShown()
    const { secret } = await finished(both)
    const type = 'companion_reg_refresh'
    const refresh = node('notification', { from: 's.whatsapp.net', type, id: 'n1' }, [node(type)])
    both.peer.send(refresh)
    await both.peer.takes('an ack', (stanza) => isAck(stanza, refresh))
    expect(qrSecret(both.stage)).toBe(toHex(secret))
  })

  it('new refs on the same connection leave the code alone', async () => {
    const both = await bothShown()
    both.peer.send(pairDevice(['n1', 'n2'], 'again'))
    await both.peer.takes('the second answer', ({ attrs }) => attrs['id'] === 'again')
    expect(codeViewOf(both.stage)).toMatchObject({ code: both.shown.code })
    expect((await finished(both)).secret).toHaveLength(32)
  })
})

describe('a passkey demand', () => {
  it('in place of a pair-success: acked once, said, keys and secret unchanged, and then both again', async () => {
    const both = await bothShown()
    const { stage, peer } = both
    const { secret } = await finished(both)
    const type = 'passkey_prologue_request'
    const demand = node('notification', { from: 's.whatsapp.net', type, id: 'k' })
    peer.send(demand)
    await stage.reaches('a refusal', ({ link }) => link.at === 'refused')
    expect(errorOf(stage)).toBe('passkey-required')
    expect(codeViewOf(stage)).toBeUndefined()
    expect(acksOf(peer, demand)).toHaveLength(1)
    await settle()
    expect(peer.connection.isOpen()).toBe(false)
    expect(await storedSecret(stage)).toBe(toHex(secret))
    await stage.engine.run({ type: 'requestCode', number: PHONE_NUMBER }, 'window')
    const second = await showCode(stage)
    expect(second.clientStatic).toEqual(peer.clientStatic)
    expect(qrSecret(stage)).toBe(toHex(secret))
    await giveRef(stage, second, await nextHello(second, 0), 'again')
  })
})
