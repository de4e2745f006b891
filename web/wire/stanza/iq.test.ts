import { describe, expect, it } from 'vitest'
import { node } from '../node/node.ts'
import { iqError, iqRequest, iqResult, iqResultFor, isIqAnswer, refusalOf } from './iq.ts'
import { isServerPing, pingRequest } from './ping.ts'

describe('requests', () => {
  it('carry id, to, type and xmlns, and no content unless given', () => {
    expect(iqRequest('7', 'get', 'w:p')).toEqual({
      tag: 'iq',
      attrs: { id: '7', to: 's.whatsapp.net', type: 'get', xmlns: 'w:p' },
    })
    expect(pingRequest('7')).toEqual(iqRequest('7', 'get', 'w:p'))
  })
})

describe('answers', () => {
  it('are told from requests by their type', () => {
    expect(isIqAnswer(node('iq', { type: 'result' }))).toBe(true)
    expect(isIqAnswer(node('iq', { type: 'error' }))).toBe(true)
    expect(isIqAnswer(node('iq', { type: 'set' }))).toBe(false)
    expect(isIqAnswer(node('ack', { type: 'result' }))).toBe(false)
  })

  it('are refusals when the type is error, with code, text and backoff', () => {
    const refused = node('iq', { type: 'error' }, [
      node('error', { code: '429', text: 'rate-overlimit', backoff: '30' }),
    ])
    expect(refusalOf(refused)).toEqual({ code: 429, text: 'rate-overlimit', backoffSec: 30 })
    expect(refusalOf(iqResult('1'))).toBeUndefined()
  })

  it('stay refusals when the error child is missing or unreadable', () => {
    expect(refusalOf(node('iq', { type: 'error' }))).toEqual({ code: 0, text: '' })
    const odd = node('iq', { type: 'error' }, [node('error', { code: 'none' })])
    expect(refusalOf(odd)).toEqual({ code: 0, text: '' })
  })

  it('of our own name code and text', () => {
    expect(iqError('9', 401, 'hmac-mismatch')).toEqual({
      tag: 'iq',
      attrs: { id: '9', to: 's.whatsapp.net', type: 'error' },
      content: [{ tag: 'error', attrs: { code: '401', text: 'hmac-mismatch' } }],
    })
  })
})

describe('the empty answer', () => {
  it('goes to whoever asked', () => {
    expect(
      iqResultFor(node('iq', { id: '5', from: '1555:2@s.whatsapp.net', type: 'get' })),
    ).toEqual({
      tag: 'iq',
      attrs: { id: '5', to: '1555:2@s.whatsapp.net', type: 'result' },
    })
    expect(iqResultFor(node('iq', { id: '5' }))?.attrs['to']).toBe('s.whatsapp.net')
    expect(iqResultFor(node('iq', { from: 's.whatsapp.net' }))).toBeUndefined()
  })
})

describe('a ping of the service', () => {
  it('is known by its namespace or its child', () => {
    expect(isServerPing(node('iq', { xmlns: 'urn:xmpp:ping', type: 'get' }))).toBe(true)
    expect(isServerPing(node('iq', { xmlns: 'urn:xmpp:ping' }))).toBe(true)
    expect(isServerPing(node('iq', { type: 'get' }, [node('ping')]))).toBe(true)
  })

  it('is not an answer and not another request', () => {
    expect(isServerPing(node('iq', { xmlns: 'urn:xmpp:ping', type: 'result' }))).toBe(false)
    expect(isServerPing(node('iq', { xmlns: 'w:p', type: 'get' }))).toBe(false)
    expect(isServerPing(node('message', {}, [node('ping')]))).toBe(false)
  })
})
