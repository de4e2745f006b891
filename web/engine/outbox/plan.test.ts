import { describe, expect, it } from 'vitest'
import { parseJid } from '../../wire/jid.ts'
import type { MessageAck } from '../../wire/stanza/messageAck.ts'
import { judgeAck, type MessagePlan, waitAfter } from './plan.ts'

const device = parseJid('15550002222@s.whatsapp.net')
const sealed = { phash: '2:aaaaaaaa', devices: [device] }
const plan: MessagePlan = { what: 'message', sealed }
const ack = (more: Partial<MessageAck>): MessageAck => ({ id: 'A', refreshLid: false, ...more })

describe('an ack', () => {
  it('without an error ends the row, when both mean the same devices', () => {
    expect(judgeAck(ack({}), plan, 0)).toEqual({ to: 'done' })
    expect(judgeAck(ack({ phash: sealed.phash }), plan, 0)).toEqual({ to: 'done' })
  })

  it('with another hash sends once more to those who were missed, and never a third time', () => {
    const verdict = judgeAck(ack({ phash: '2:bbbbbbbb' }), plan, 0)
    expect(verdict).toEqual({
      to: 'composed',
      plan: { what: 'message', covered: [device], again: 'missed-devices' },
    })
    expect(judgeAck(ack({ phash: '2:bbbbbbbb' }), { ...plan, again: 'missed-devices' }, 0)).toEqual(
      { to: 'done' },
    )
  })

  it.each([408, 429, 500, 503])('with %d waits, but not for ever', (error) => {
    expect(judgeAck(ack({ error }), plan, 5)).toEqual({ to: 'encrypted' })
    expect(judgeAck(ack({ error }), plan, 6)).toEqual({
      to: 'failed',
      code: 'send-refused',
      reason: error,
    })
  })

  it('with 421 encrypts again in the mode that it names, once', () => {
    const stale = ack({ error: 421, addressing: 'lid' })
    expect(judgeAck(stale, plan, 0)).toEqual({
      to: 'composed',
      plan: { what: 'message', mode: 'lid', again: 'stale-mode' },
    })
    expect(judgeAck(stale, { ...plan, again: 'stale-mode' }, 0)).toMatchObject({ to: 'failed' })
  })

  it.each([
    [463, 'send-limited'],
    [475, 'send-limited'],
    [400, 'send-refused'],
    [0, 'send-refused'],
  ])('with %d is final', (error, code) => {
    expect(judgeAck(ack({ error }), plan, 0)).toEqual({ to: 'failed', code, reason: error })
  })

  it('of what has no row of its own ends it, whatever it says', () => {
    expect(judgeAck(ack({ error: 479 }), { what: 'peer' }, 0)).toEqual({ to: 'done' })
    expect(judgeAck(ack({ error: 503 }), { what: 'peer' }, 0)).toEqual({ to: 'encrypted' })
  })
})

describe('a pause', () => {
  it('doubles up to about a minute', () => {
    expect([0, 1, 2, 6, 50].map(waitAfter)).toEqual([1000, 2000, 4000, 64_000, 64_000])
  })
})
