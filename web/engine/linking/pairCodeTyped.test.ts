import { afterEach, describe, expect, it, vi } from 'vitest'
import { toHex } from '../../crypto/bytes.ts'
import { settle } from '../../platform/fakes.ts'
import { node } from '../../wire/node/node.ts'
import { clearStages, errorOf, shownQr } from '../../../e2e/node/scriptedService.ts'
import { readQr } from '../../../e2e/node/scriptedStanzas.ts'
import {
  acksOf,
  bothShown,
  codeFate,
  codePart,
  finished,
  isAck,
  qrSecret,
  refuse,
  sentCodes,
  storedSecret,
  successUnder,
  typeCode,
  type ShownCode,
} from '../../../e2e/node/scriptedPhone.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

describe('a typed code', () => {
  it('that was wrong can be typed again: new randomness each time, and no word of it here', async () => {
    const both = await bothShown()
    const { stage, peer, shown } = both
    const first = await finished(both, 'AAAA1111')
    expect(first.opened).toBe('wrong-code')
    const second = await finished(both, 'BBBB1111', 1)
    expect(second.opened).toBe('wrong-code')
    const third = await finished(both, shown.code, 2)
    const parts = sentCodes(peer, 'companion_finish').map((finish) =>
      codePart(finish, 'link_code_pairing_wrapped_key_bundle'),
    )
    expect(new Set(parts.map((bundle) => toHex(bundle.subarray(0, 32)))).size).toBe(3)
    expect(new Set(parts.map((bundle) => toHex(bundle.subarray(32, 44)))).size).toBe(3)
    expect(qrSecret(stage)).toBe(toHex(third.secret))
    const { identityPublic } = readQr(shownQr(stage))
    peer.send(successUnder(both.phone, identityPublic, third.secret))
    await stage.reaches('a link', ({ link }) => link.at === 'confirming')
  })

  it('a fourth time ends the code and its secret', async () => {
    const both = await bothShown()
    const { stage, peer } = both
    for (let time = 0; time < 3; time++) await finished(both, 'AAAA1111', time)
    const last = qrSecret(stage)
    const { notice } = await typeCode(both.phone.identity, both.shown, 'AAAA1111')
    peer.send(notice)
    await stage.reaches('the end of the code', () => codeFate(stage) === 'code-used-up')
    await stage.reaches('a new secret', () => qrSecret(stage) !== last)
    expect(sentCodes(peer, 'companion_finish')).toHaveLength(3)
    expect(acksOf(peer, notice)).toHaveLength(1)
    expect(await storedSecret(stage)).toBe(qrSecret(stage))
  })

  it.each<[string, (shown: ShownCode) => Partial<{ ref: string; lateMs: number }>]>([
    ['with a wrong ref', () => ({ ref: 'code-2' })],
    ['with the beginning of the ref', ({ ref }) => ({ ref: ref.slice(0, -1) })],
    ['after its 180 s', () => ({ lateMs: 180_000 })],
  ])('%s is acked and ignored', async (_, how) => {
    const { stage, peer, shown, phone } = await bothShown()
    const { ref = shown.ref, lateMs = 0 } = how(shown)
    const secret = await storedSecret(stage)
    await stage.clock.advance(lateMs)
    const typing = await typeCode(phone.identity, shown, shown.code, ref)
    peer.send(typing.notice)
    await peer.takes('an ack', (stanza) => isAck(stanza, typing.notice))
    await settle()
    expect(sentCodes(peer, 'companion_finish')).toEqual([])
    expect(await storedSecret(stage)).toBe(secret)
  })

  it('that is ignored does not count as a try', async () => {
    const both = await bothShown()
    for (let time = 0; time < 5; time++) {
      const { notice } = await typeCode(both.phone.identity, both.shown, both.shown.code, 'other')
      both.peer.send(notice)
      await both.peer.takes('an ack', (stanza) => isAck(stanza, notice))
    }
    expect((await finished(both)).secret).toHaveLength(32)
  })

  it('with keys that no secret can come of is ignored, and the code stays', async () => {
    const both = await bothShown()
    const { stage, peer, shown } = both
    const weak = { privateKey: new Uint8Array(32), publicKey: new Uint8Array(32) }
    const { notice } = await typeCode(weak, shown)
    peer.send(notice)
    await peer.takes('an ack', (stanza) => isAck(stanza, notice))
    await settle()
    expect(sentCodes(peer, 'companion_finish')).toEqual([])
    expect(codeFate(stage)).toBe('showing')
    expect((await finished(both)).secret).toHaveLength(32)
  })

  it('malformed is acked, traced and ignored', async () => {
    const { stage, peer } = await bothShown()
    const attrs = { from: 's.whatsapp.net', type: 'link_code_companion_reg', id: 'bad' }
    const bad = node('notification', attrs, [
      node('link_code_companion_reg', { stage: 'primary_hello' }),
    ])
    peer.send(bad)
    await peer.takes('an ack', (stanza) => isAck(stanza, bad))
    expect(stage.trace).toContainEqual(
      expect.objectContaining({
        step: 'stanza-malformed',
        rule: 'missing-child at link_code_companion_reg>link_code_pairing_ref',
      }),
    )
    expect(codeFate(stage)).toBe('showing')
  })

  it('without a word of the phone for 60 s costs the code and the secret', async () => {
    const both = await bothShown()
    const { stage, peer } = both
    const { finish, secret } = await finished(both)
    peer.answer(finish)
    await stage.clock.advance(59_999)
    expect(codeFate(stage)).toBe('finishing')
    await stage.clock.advance(1)
    expect(codeFate(stage)).toBe('code-unanswered')
    await stage.reaches('a new secret', () => qrSecret(stage) !== toHex(secret))
    expect(await storedSecret(stage)).toBe(qrSecret(stage))
    // Too late, the phone is refused as anybody is who does not know the secret.
    const { identityPublic } = readQr(shownQr(stage))
    peer.send(successUnder(both.phone, identityPublic, secret))
    await stage.reaches('a refusal', ({ link }) => link.at === 'refused')
    expect(errorOf(stage)).toBe('pair-hmac')
  })

  it('waits on without an answer to the finish, which may have arrived all the same', async () => {
    const both = await bothShown()
    const { secret } = await finished(both)
    await both.stage.clock.advance(31_000)
    expect(codeFate(both.stage)).toBe('finishing')
    const { identityPublic } = readQr(shownQr(both.stage))
    both.peer.send(successUnder(both.phone, identityPublic, secret))
    await both.stage.reaches('a link', ({ link }) => link.at === 'confirming')
  })

  it.each([
    ['400', 'code-bad-request'],
    ['500', 'code-service-error'],
  ])('whose finish is refused with %s ends in %s and a new secret', async (code, error) => {
    const both = await bothShown()
    const { finish, secret } = await finished(both)
    refuse(both.peer, finish, { code, text: 'no' })
    await both.stage.reaches('a failed code', () => codeFate(both.stage) === error)
    await both.stage.reaches('a new secret', () => qrSecret(both.stage) !== toHex(secret))
  })
})
