import { describe, expect, it } from 'vitest'
import { node } from '../node/node.ts'
import { parseFailure } from './failure.ts'
import { offlineBatchRequest, parseInfoBroadcast, unifiedSession } from './infoBroadcast.ts'
import { parseStreamError } from './streamError.ts'
import { parseSuccess } from './success.ts'

describe('success', () => {
  it('gives time, LID and name, and counts strangers', () => {
    const stanza = node('success', {
      t: '1767225600',
      lid: '88888:3@lid',
      display_name: 'Ada',
      props: '0',
      companion_enc_static: 'NULL',
      weather: 'fair',
    })
    expect(parseSuccess(stanza)).toEqual({
      serverSec: 1767225600,
      lid: '88888:3@lid',
      displayName: 'Ada',
      malformed: [],
      unknown: 1,
    })
    expect(parseSuccess(node('success'))).toEqual({ malformed: [], unknown: 0 })
  })

  it.each([
    ['bad-number at success@t', { t: '-1' }],
    ['bad-number at success@t', { t: '9'.repeat(17) }],
    ['bad-address at success@lid', { lid: 'x y@lid' }],
    ['bad-address at success@lid', { lid: '15550001111@s.whatsapp.net' }],
  ])('is a success all the same: %s', (rule, attrs) => {
    expect(parseSuccess(node('success', attrs))).toEqual({ malformed: [rule], unknown: 0 })
  })

  it('is nothing else', () => {
    expect(() => parseSuccess(node('failure'))).toThrow(
      expect.objectContaining({ code: 'wrong-tag' }),
    )
  })
})

describe('failure', () => {
  it('gives the reason, and of a ban the code and duration', () => {
    expect(parseFailure(node('failure', { reason: '401', location: 'frc' }))).toEqual({
      reason: 401,
      malformed: [],
      unknown: 0,
    })
    const ban = node('failure', { reason: '402', code: '104', expire: '3600' })
    expect(parseFailure(ban)).toEqual({
      reason: 402,
      code: 104,
      expireSec: 3600,
      malformed: [],
      unknown: 0,
    })
  })

  it('is a ban although its code or duration cannot be read', () => {
    const ban = node('failure', { reason: '402', code: 'a', expire: '-5' })
    expect(parseFailure(ban)).toEqual({ reason: 402, malformed: ['code', 'expire'], unknown: 0 })
    const long = node('failure', { reason: '402', code: '101', expire: '9'.repeat(10) })
    expect(parseFailure(long)).toMatchObject({ code: 101, malformed: ['expire'] })
  })

  it('gives the words of a locked account as plain text of limited length', () => {
    const locked = node('failure', {
      reason: '403',
      logout_message_header: ' Your\u202e account\n\tis  <b>locked</b> ',
      logout_message_subtext: '\u{1f600}'.repeat(600),
      logout_message_locale: 'en',
    })
    expect(parseFailure(locked)).toEqual({
      reason: 403,
      header: 'Your account is <b>locked</b>',
      subtext: '\u{1f600}'.repeat(500),
      malformed: [],
      unknown: 0,
    })
    expect(parseFailure(node('failure', { reason: '403', logout_message_header: ' \n' }))).toEqual({
      reason: 403,
      malformed: [],
      unknown: 0,
    })
  })

  it('without a reason names the rule', () => {
    expect(() => parseFailure(node('failure'))).toThrow(
      expect.objectContaining({ code: 'missing-attribute' }),
    )
  })
})

describe('stream:error', () => {
  const removed = node('conflict', { type: 'device_removed' })
  it.each([
    [{ kind: 'restart' }, node('stream:error', { code: '515' })],
    [{ kind: 'removed', code: 516 }, node('stream:error', { code: '516' })],
    [{ kind: 'removed', code: 401 }, node('stream:error', { code: '401' }, [removed])],
    [{ kind: 'removed', code: 401 }, node('stream:error', {}, [removed])],
    [{ kind: 'removed', code: 401 }, node('stream:error', { code: '401' })],
    [
      { kind: 'replaced' },
      node('stream:error', { code: '515' }, [node('conflict', { type: 'replaced' })]),
    ],
    [{ kind: 'replaced' }, node('stream:error', { code: '409' })],
    [{ kind: 'too-often' }, node('stream:error', { code: '429' })],
    [{ kind: 'unavailable', code: 503 }, node('stream:error', { code: '503' })],
    [{ kind: 'owed-answer' }, node('stream:error', {}, [node('ack', { id: '1' })])],
    [{ kind: 'not-well-formed' }, node('stream:error', {}, [node('xml-not-well-formed')])],
    [{ kind: 'other', code: 418 }, node('stream:error', { code: '418' })],
    [{ kind: 'other', code: 0 }, node('stream:error', { code: 'x' })],
  ])('reads as %o', (meaning, stanza) => {
    expect(parseStreamError(stanza)).toEqual(meaning)
  })
})

describe('ib', () => {
  it('gives every child in order', () => {
    const stanza = node('ib', { from: 's.whatsapp.net' }, [
      node('offline_preview', { count: '7', message: '5' }),
      node('edge_routing', {}, [node('routing_info', {}, Uint8Array.of(8, 2))]),
      node('dirty', { type: 'groups', timestamp: '1' }),
      node('client_expiration', { t: '1767225600' }),
      node('client_expiration'),
      node('offline', { count: '7' }),
      node('downgrade_webclient'),
      node('tos'),
      node('surprise'),
    ])
    expect(parseInfoBroadcast(stanza)).toEqual([
      { kind: 'offline-preview', count: 7 },
      { kind: 'edge-routing', info: Uint8Array.of(8, 2) },
      { kind: 'dirty', type: 'groups', timestamp: '1' },
      { kind: 'expiration', atSec: 1_767_225_600 },
      { kind: 'expiration' },
      { kind: 'offline-end', count: 7 },
      { kind: 'no-multi-device' },
      { kind: 'noted', tag: 'tos' },
      { kind: 'unknown', tag: 'surprise' },
    ])
  })

  it('names what is malformed and reads the rest', () => {
    const stanza = node('ib', {}, [
      node('offline', { count: 'many' }),
      node('client_expiration', { t: 'soon' }),
      node('dirty', { type: 'groups', timestamp: '1' }),
    ])
    expect(parseInfoBroadcast(stanza)).toEqual([
      { kind: 'malformed', rule: 'bad-number at offline@count' },
      { kind: 'offline-end', count: 0 },
      { kind: 'malformed', rule: 'bad-number at client_expiration@t' },
      { kind: 'expiration' },
      { kind: 'dirty', type: 'groups', timestamp: '1' },
    ])
  })

  it('reads missing counts as none', () => {
    expect(parseInfoBroadcast(node('ib', {}, [node('offline')]))).toEqual([
      { kind: 'offline-end', count: 0 },
    ])
    expect(parseInfoBroadcast(node('ib'))).toEqual([])
  })

  it('asks for the offline queue in batches', () => {
    expect(offlineBatchRequest(200)).toEqual({
      tag: 'ib',
      attrs: {},
      content: [{ tag: 'offline_batch', attrs: { count: '200' } }],
    })
  })

  it('says that the client is in use', () => {
    expect(unifiedSession('259200000')).toEqual({
      tag: 'ib',
      attrs: {},
      content: [{ tag: 'unified_session', attrs: { id: '259200000' } }],
    })
  })
})
