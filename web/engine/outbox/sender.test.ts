import { beforeEach, describe, expect, it } from 'vitest'
import { openRooms, people } from '../../../e2e/node/talkRooms.ts'
import { settle } from '../../platform/fakes.ts'
import type { OutboxRow } from '../../storage/talkRows.ts'
import { encodeNode } from '../../wire/node/encode.ts'
import { node, type WireNode } from '../../wire/node/node.ts'
import { RequestError } from '../connection/iqTracker.ts'
import { settingsView } from '../talk/settings.ts'
import type { Line } from '../talk/talk.ts'
import type { Plan } from './plan.ts'
import { createSender, type Seal, type Sender } from './sender.ts'

let rooms: Awaited<ReturnType<typeof openRooms>>
let sender: Sender
let sealed: number[]
let failed: number[]
let sent: WireNode[]
let seal: Seal
let readReceipts: boolean

const line: Line = {
  isOpen: () => true,
  send: (stanza) => sent.push(stanza) > 0,
  request: () => Promise.reject(new RequestError('closed')),
}

beforeEach(async () => {
  rooms = await openRooms()
  sealed = []
  failed = []
  sent = []
  readReceipts = true
  seal = async () => {}
  sender = createSender({
    clock: rooms.clock,
    work: rooms.work,
    trace: () => {},
    onBroken: (cause) => expect(cause).toBe(''),
    settings: () => ({ ...settingsView({}), readReceipts }),
    seal: async (key, row, on) => {
      sealed.push(key)
      await seal(key, row, on)
    },
    fail: async (key) => {
      failed.push(key)
      await rooms.work.run(async (unit) => unit.del('outbox', key))
    },
  })
  return () => sender.stop()
})

async function put(key: number, more: Partial<OutboxRow> = {}): Promise<OutboxRow> {
  const plan: Plan = { what: 'message' }
  const row: OutboxRow = { id: `M${key}`, createdMs: 0, chatId: 1, plan, ...more }
  await rooms.work.run(async (unit) => unit.put('outbox', key, row))
  return row
}

async function rest(): Promise<void> {
  await settle()
  await sender.idle()
  await settle()
}

describe('a row that cannot be encrypted for now', () => {
  it('is tried again after longer and longer pauses, and kept', async () => {
    seal = async () => {
      throw new RequestError('timeout')
    }
    await put(1)
    sender.connected(line)
    await rest()
    const atSec: number[] = []
    for (let sec = 1; sec <= 130; sec++) {
      const before = sealed.length
      await rooms.clock.advance(1000)
      await rest()
      if (sealed.length > before) atSec.push(sec)
    }
    expect(atSec).toEqual([1, 3, 7, 15, 31, 63, 127])
    expect(failed).toEqual([])
    expect(await rooms.store.count('outbox')).toBe(1)
  })

  it('because the service is too busy is given up at some time', async () => {
    seal = async () => {
      throw new RequestError('refused', 503)
    }
    await put(1)
    sender.connected(line)
    await rest()
    expect(failed).toEqual([])
    for (let turn = 0; turn < 64; turn++) {
      await rooms.clock.advance(1000)
      await rest()
    }
    expect(sealed).toHaveLength(7)
    expect(failed).toEqual([1])
  })
})

describe('a row that is stored while those of before are read', () => {
  it('stands behind them', async () => {
    const [, second] = [await put(1), await put(2)]
    sender.connected(line)
    sender.add(2, second)
    await rest()
    expect(sealed).toEqual([1, 2])
  })
})

describe('a receipt that waited', () => {
  it.each([
    ['read', {}, 'read-self'],
    ['read', { participant: people.ann.lid }, 'read'],
  ])('as %s %o leaves as the person wants it by now', async (type, more, leaves) => {
    const stanza = node('receipt', { id: 'A', to: people.ann.lid, type, ...more })
    const plan: Plan = { what: 'receipt' }
    await put(1, { stanza: encodeNode(stanza), plan })
    readReceipts = false
    sender.connected(line)
    await rest()
    expect(sent.map(({ attrs }) => attrs['type'])).toEqual([leaves])
    expect(await rooms.store.count('outbox')).toBe(0)
  })
})
