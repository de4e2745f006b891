import { describe, expect, it, vi } from 'vitest'
import { parseJid } from '../../wire/jid.ts'
import { openFakeTalk, textBytes, type FakeTalk } from '../../../e2e/node/fakeTalk.ts'
import { createExpiry } from './expiry.ts'

const pn = parseJid('15550001111@s.whatsapp.net')

const append = ({ work, book, log }: FakeTalk, id: string, expiresAtMs: number | undefined) =>
  work.run(async (unit) => {
    const ref = await book.chatOf(unit, pn)
    return await log.append(unit, ref, {
      id,
      author: 'me',
      atMs: 1,
      bytes: textBytes(id),
      ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    })
  })

const idsIn = async ({ work }: FakeTalk) =>
  (await work.reader.range('messages', {})).map(({ row }) => row.id)

function start({ work, log, clock }: FakeTalk) {
  const expiry = createExpiry({
    work,
    log,
    clock,
    onError: (cause) => {
      throw cause
    },
  })
  expiry.start()
  return expiry
}

describe('expiry', () => {
  it('takes what is overdue at the start, in slices', async () => {
    const talk = await openFakeTalk()
    for (let at = 0; at < 120; at++) await append(talk, `old ${at}`, talk.clock.now() - 1_000)
    await append(talk, 'stays', undefined)
    await append(talk, 'later', talk.clock.now() + 100_000)
    const expiry = start(talk)
    await vi.waitFor(async () => expect(await idsIn(talk)).toEqual(['stays', 'later']))
    expiry.stop()
  })

  it('takes each message within a minute of its time, also one that came after the start', async () => {
    const talk = await openFakeTalk()
    const { clock } = talk
    const expiry = start(talk)
    await append(talk, 'short', clock.now() + 10_000)
    await append(talk, 'long', clock.now() + 300_000)
    await clock.advance(9_000)
    expect(await idsIn(talk)).toEqual(['short', 'long'])
    await clock.advance(61_000)
    expect(await idsIn(talk)).toEqual(['long'])
    await clock.advance(290_000)
    expect(await idsIn(talk)).toEqual([])
    expiry.stop()
    expect(clock.pending()).toBe(0)
  })

  it('takes nothing whose time was put off', async () => {
    const talk = await openFakeTalk()
    const { clock, work, log } = talk
    const key = await append(talk, 'kept', clock.now() + 10_000)
    await work.run((unit) => log.expire(unit, key, undefined))
    const expiry = start(talk)
    await clock.advance(120_000)
    expect(await idsIn(talk)).toEqual(['kept'])
    expect(await talk.store.count('expiries')).toBe(0)
    expiry.stop()
  })
})
