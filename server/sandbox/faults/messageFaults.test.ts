import { describe, expect, it } from 'vitest'
import { MESSAGE_PARSERS } from './messageFaults.ts'
import { parseFault } from './parseFault.ts'

const action = (request: object): unknown => parseFault(request).action

describe('a request for a fault of messages', () => {
  it('is read with its fields', () => {
    const attrs = { addressing_mode: 'lid' }
    expect(action({ kind: 'ack-error', code: 421, attrs })).toEqual({
      kind: 'ack-error',
      code: 421,
      attrs,
    })
    expect(action({ kind: 'ack-error', code: 500 })).toMatchObject({ attrs: {} })
    expect(action({ kind: 'delay-ack', ms: 5 })).toEqual({ kind: 'delay-ack', ms: 5 })
    expect(action({ kind: 'drop-receipt' })).toEqual({ kind: 'drop-receipt' })
    expect(action({ kind: 'drop-receipt', type: 'delivered' })).toMatchObject({ type: '' })
    expect(action({ kind: 'drop-receipt', type: 'read' })).toMatchObject({ type: 'read' })
    expect(action({ kind: 'iq-error', what: 'usync', code: 429, backoff: 3 })).toEqual({
      kind: 'iq-error',
      what: 'usync',
      code: 429,
      backoff: 3,
    })
    expect(action({ kind: 'missing-user', user: '1555@lid' })).toMatchObject({ user: '1555@lid' })
    expect(action({ kind: 'unavailable', type: 'view_once' })).toMatchObject({ type: 'view_once' })
    for (const kind of ['wrong-phash', 'lose-ack', 'group-receipts', 'notification-first']) {
      expect(action({ kind })).toEqual({ kind })
    }
  })

  it.each<[string, object, string]>([
    ['no code of an ack', { kind: 'ack-error' }, 'missing-field'],
    ['a code that is none', { kind: 'ack-error', code: 39 }, 'bad-field'],
    [
      'error among the attributes',
      { kind: 'ack-error', code: 400, attrs: { error: '1' } },
      'bad-field',
    ],
    ['no time', { kind: 'delay-ack' }, 'missing-field'],
    ['an unknown receipt', { kind: 'drop-receipt', type: 'seen' }, 'bad-field'],
    ['an unknown request', { kind: 'iq-error', what: 'tea', code: 429 }, 'bad-field'],
    ['no request', { kind: 'iq-error', code: 429 }, 'missing-field'],
    ['somebody without address', { kind: 'missing-user', user: 'Bob' }, 'bad-field'],
    ['another missing kind', { kind: 'unavailable', type: 'song' }, 'bad-field'],
    ['a field that has no meaning', { kind: 'wrong-phash', code: 400 }, 'bad-field'],
  ])('with %s is refused', (_, request, code) => {
    expect(() => parseFault(request)).toThrow(expect.objectContaining({ name: 'FaultError', code }))
  })

  it('is known by its kind', () => {
    expect(Object.keys(MESSAGE_PARSERS)).toHaveLength(12)
  })
})
