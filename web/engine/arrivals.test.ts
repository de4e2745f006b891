import { expect, it } from 'vitest'
import type { TraceStep } from '../bridge/trace.ts'
import { encodeNode } from '../wire/node/encode.ts'
import { node, type WireNode } from '../wire/node/node.ts'
import { type ArrivalParts, takeArrival } from './arrivals.ts'

/** Takes a stanza that needs neither account nor link, and really encodes what is answered. */
async function take(stanza: WireNode) {
  const sent: WireNode[] = []
  const steps: TraceStep[] = []
  const parts = {
    trace: (step: TraceStep) => steps.push(step),
    stream: {
      isOpen: () => true,
      send(answer: WireNode) {
        encodeNode(answer)
        return sent.push(answer) > 0
      },
    },
  }
  await takeArrival(stanza, parts as unknown as ArrivalParts)
  return { sent, steps }
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
