import { expect, it } from 'vitest'
import type { TraceStep } from '../bridge/trace.ts'
import { manualClock } from '../platform/fakes.ts'
import { encodeNode } from '../wire/node/encode.ts'
import { node, type WireNode } from '../wire/node/node.ts'
import { type ArrivalParts, takeArrival } from './arrivals.ts'
import type { Turn } from './connection/arrivalQueue.ts'
import type { Ending } from './connection/ending.ts'

const turn: Turn = { before: Promise.resolve(), begun: () => {} }

/** Takes a stanza that needs neither account nor link, and really encodes what is answered. */
async function take(stanza: WireNode, load?: ArrivalParts['load']) {
  const sent: WireNode[] = []
  const steps: TraceStep[] = []
  const endings: Ending[] = []
  const clock = manualClock()
  const parts = {
    clock,
    load,
    trace: (step: TraceStep) => steps.push(step),
    stream: {
      isOpen: () => endings.length === 0,
      send(answer: WireNode) {
        encodeNode(answer)
        return sent.push(answer) > 0
      },
      end: (ending: Ending) => endings.push(ending),
    },
  }
  const taken = takeArrival(stanza, parts as unknown as ArrivalParts, turn)
  await clock.advance(10_000)
  await taken
  return { sent, steps, endings, planned: clock.pending() }
}

it('a receipt gets its one ack', async () => {
  const { sent } = await take(node('receipt', { id: '1', from: '15551234567@s.whatsapp.net' }))
  expect(sent).toEqual([
    node('ack', { class: 'receipt', id: '1', to: '15551234567@s.whatsapp.net' }),
  ])
})

it.each(['1-12@interop', 'someone@newserver', 'not an address'])(
  'an address that cannot be written back costs the answer, not the connection: %s',
  async (from) => {
    const { sent, steps } = await take(node('receipt', { id: '1', from }))
    expect(sent).toEqual([])
    expect(steps).toContainEqual({ step: 'stanza-malformed', rule: 'answer bad-jid' })
  },
)

const news = node('notification', { id: '1', from: 's.whatsapp.net', type: 'unheard-of' })

it.each<[string, ArrivalParts['load']]>([
  ['hangs', () => new Promise(() => {})],
  ['does not come', () => Promise.reject(new TypeError('offline'))],
])('news are left for the next connection when the script for them %s', async (_, load) => {
  const { sent, endings, planned } = await take(news, load)
  expect(endings).toContainEqual({ why: 'scripts-missing' })
  expect(planned).toBe(0)
  expect(sent).toEqual([])
})

it('news are answered when the script for them comes', async () => {
  const script = await import('./arrivalNews.ts')
  const { sent, endings, planned } = await take(news, async () => script)
  expect(endings).toEqual([])
  expect(planned).toBe(0)
  expect(sent).toHaveLength(1)
})
