import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { child, node, type WireNode } from '../node/node.ts'
import { companionFinish, companionHello, parseCodeNotice, parseCodeRef } from './linkCode.ts'
import { StanzaError } from './stanzaError.ts'

const bytes = (length: number, fill = 7) => new Uint8Array(length).fill(fill)
const text = (value: string) => new TextEncoder().encode(value)

function inner(stanza: WireNode): WireNode {
  const found = child(stanza, 'link_code_companion_reg')
  if (found === undefined) throw new Error('nothing inside')
  return found
}

function notice(stage: string, children: readonly WireNode[], more = {}): WireNode {
  return node(
    'notification',
    { from: 's.whatsapp.net', type: 'link_code_companion_reg', id: '1', t: '1767225600' },
    [node('link_code_companion_reg', { stage, ...more }, children)],
  )
}

const ref = node('link_code_pairing_ref', {}, text('ref'))
const wrapped = (length = 80) =>
  node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, bytes(length))
const identity = (length = 32) => node('primary_identity_pub', {}, bytes(length, 9))

describe('what the companion sends', () => {
  it('says hello with everything as bytes and a zero nonce', () => {
    const stanza = companionHello('i1', {
      number: '15550001111',
      wrappedEphemeral: bytes(80, 1),
      noisePublic: bytes(32, 2),
      clientType: '1',
      display: 'Chrome (Linux)',
    })
    expect(stanza.attrs).toEqual({ id: 'i1', to: 's.whatsapp.net', type: 'set', xmlns: 'md' })
    expect(inner(stanza)).toEqual({
      tag: 'link_code_companion_reg',
      attrs: {
        jid: '15550001111@s.whatsapp.net',
        stage: 'companion_hello',
        should_show_push_notification: 'true',
      },
      content: [
        node('link_code_pairing_wrapped_companion_ephemeral_pub', {}, bytes(80, 1)),
        node('companion_server_auth_key_pub', {}, bytes(32, 2)),
        node('companion_platform_id', {}, text('1')),
        node('companion_platform_display', {}, text('Chrome (Linux)')),
        node('link_code_pairing_nonce', {}, Uint8Array.of(0)),
      ],
    })
  })

  it('finishes with the bundle, its identity and the ref as it came', () => {
    const odd = Uint8Array.of(0, 255, 44)
    const stanza = companionFinish('i2', {
      number: '15550001111',
      bundle: bytes(156, 3),
      identityPublic: bytes(32, 4),
      ref: odd,
    })
    expect(inner(stanza)).toEqual({
      tag: 'link_code_companion_reg',
      attrs: { jid: '15550001111@s.whatsapp.net', stage: 'companion_finish' },
      content: [
        node('link_code_pairing_wrapped_key_bundle', {}, bytes(156, 3)),
        node('companion_identity_public', {}, bytes(32, 4)),
        node('link_code_pairing_ref', {}, odd),
      ],
    })
  })
})

describe('the answer to a hello', () => {
  const answer = (content?: readonly WireNode[]) => node('iq', { type: 'result', id: 'i' }, content)

  it('gives the ref as bytes', () => {
    const odd = Uint8Array.of(0, 255, 1)
    const stanza = answer([
      node('link_code_companion_reg', { stage: 'companion_hello' }, [
        node('link_code_pairing_ref', {}, odd),
      ]),
    ])
    expect(parseCodeRef(stanza)).toEqual(odd)
  })

  it.each([
    ['missing-child', answer()],
    ['missing-child', answer([node('link_code_companion_reg')])],
    [
      'missing-content',
      answer([node('link_code_companion_reg', {}, [node('link_code_pairing_ref')])]),
    ],
    [
      'bad-length',
      answer([
        node('link_code_companion_reg', {}, [node('link_code_pairing_ref', {}, bytes(513))]),
      ]),
    ],
  ])('names the broken rule: %s', (code, stanza) => {
    expect(() => parseCodeRef(stanza)).toThrow(expect.objectContaining({ code }))
  })
})

describe('what the service tells', () => {
  it('is a code that was typed', () => {
    expect(parseCodeNotice(notice('primary_hello', [wrapped(), identity(), ref]))).toEqual({
      kind: 'primary-hello',
      ref: text('ref'),
      wrappedEphemeral: bytes(80),
      accountIdentity: bytes(32, 9),
    })
  })

  it.each([
    [{}, false],
    [{ force_manual_refresh: 'false' }, false],
    [{ force_manual_refresh: 'true' }, true],
  ])('is a code that has to be another: %j', (more, forced) => {
    expect(parseCodeNotice(notice('refresh_code', [ref], more))).toEqual({
      kind: 'refresh',
      ref: text('ref'),
      forced,
    })
  })

  it('may be of a stage without use here', () => {
    expect(parseCodeNotice(notice('companion_finish', []))).toEqual({
      kind: 'other',
      stage: 'companion_finish',
    })
  })

  it.each([
    ['wrong-tag', node('iq')],
    ['missing-child', node('notification')],
    ['missing-child', notice('primary_hello', [wrapped(), identity()])],
    ['missing-child', notice('primary_hello', [wrapped(), ref])],
    ['missing-child', notice('primary_hello', [identity(), ref])],
    ['missing-child', notice('refresh_code', [])],
    ['missing-content', notice('refresh_code', [node('link_code_pairing_ref')])],
    ['bad-length', notice('refresh_code', [node('link_code_pairing_ref', {}, bytes(513))])],
    ['bad-length', notice('primary_hello', [wrapped(79), identity(), ref])],
    ['bad-length', notice('primary_hello', [wrapped(81), identity(), ref])],
    ['bad-length', notice('primary_hello', [wrapped(), identity(33), ref])],
    ['bad-word', notice('refresh_code', [ref], { force_manual_refresh: '1' })],
  ])('names the broken rule: %s', (code, stanza) => {
    expect(() => parseCodeNotice(stanza)).toThrow(expect.objectContaining({ code }))
  })

  it('is read, or refused with a StanzaError, whatever it holds', () => {
    const tag = fc.constantFrom(
      'link_code_pairing_ref',
      'link_code_pairing_wrapped_primary_ephemeral_pub',
      'primary_identity_pub',
      'other',
    )
    const part = fc.tuple(tag, fc.uint8Array({ maxLength: 100 })).map(([t, b]) => node(t, {}, b))
    const stage = fc.constantFrom('primary_hello', 'refresh_code', '', 'else')
    fc.assert(
      fc.property(stage, fc.array(part, { maxLength: 4 }), (name, parts) => {
        try {
          const read = parseCodeNotice(notice(name, parts))
          if (read.kind === 'primary-hello') expect(read.wrappedEphemeral).toHaveLength(80)
        } catch (cause) {
          expect(cause).toBeInstanceOf(StanzaError)
        }
      }),
    )
  })
})
