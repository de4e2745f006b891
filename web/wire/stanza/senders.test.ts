import { expect, test } from 'vitest'
import { node } from '../node/node.ts'
import { parseCall } from './call.ts'
import { parseReceipt } from './incomingReceipt.ts'

const nobodies = ['1@interop', '1:2@msgr', '1@bot', 's.whatsapp.net', '120363000000000001@g.us']

test.each(nobodies)('%s asks for nothing again and offers no call: it has no sessions', (from) => {
  const refused = expect.objectContaining({ name: 'StanzaError', code: 'bad-address' })
  const retry = node('receipt', { id: 'A1', from, type: 'retry' }, [node('retry', { count: '1' })])
  expect(() => parseReceipt(retry)).toThrow(refused)
  const group = { ...retry.attrs, from: '120363000000000001@g.us', participant: from }
  expect(() => parseReceipt({ ...retry, attrs: group })).toThrow(refused)
  const offer = node('offer', { 'call-id': 'C', 'call-creator': '1@lid' })
  expect(() => parseCall(node('call', { id: 'C1', from }, [offer]))).toThrow(refused)
})
