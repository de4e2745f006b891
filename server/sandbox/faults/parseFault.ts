import { isJid } from '../../../web/wire/jid.ts'
import { CHAIN_FLAWS } from '../noise/certificates.ts'
import {
  DIRTY_DOMAINS,
  type Fault,
  type FaultAction,
  type FaultTarget,
  PUSHES,
  REQUESTS,
} from './fault.ts'
import { FaultError } from './faultError.ts'
import { MESSAGE_PARSERS } from './messageFaults.ts'
import type { Parser } from './parser.ts'
import {
  attributes,
  choice,
  duration,
  type Fields,
  flag,
  ifGiven,
  textField,
  whole,
} from './requestFields.ts'

const COMMON = ['kind', 'times', 'connection', 'noise', 'device']

const PARSERS: Readonly<Record<string, Parser>> = {
  'expire-ref': {
    fields: ['all'],
    parse: (f) => ({ kind: 'expire-ref', all: flag(f, 'all') }),
  },
  drop: {
    fields: ['afterRow'],
    parse: (f) =>
      f['afterRow'] === undefined
        ? { kind: 'drop' }
        : { kind: 'drop', afterRow: whole(f, 'afterRow', 1, 9) },
  },
  freeze: {
    fields: ['ms'],
    parse: (f) =>
      f['ms'] === undefined ? { kind: 'freeze' } : { kind: 'freeze', ms: duration(f) },
  },
  delay: { fields: ['ms'], parse: (f) => ({ kind: 'delay', ms: duration(f) }) },
  'stream-error': { fields: ['code', 'conflict', 'bare'], parse: streamErrorOf },
  'stream-end': { fields: [], parse: () => ({ kind: 'stream-end' }) },
  push: {
    fields: ['stanza', 'force', 'type', 'count', 't'],
    parse: (f) => ({
      kind: 'push',
      stanza: choice(f, 'stanza', PUSHES),
      ...ifGiven(f, 'force', () => flag(f, 'force')),
      ...ifGiven(f, 'type', () => choice(f, 'type', DIRTY_DOMAINS)),
      ...ifGiven(f, 'count', () => whole(f, 'count', 0, 100_000)),
      ...ifGiven(f, 't', () => whole(f, 't', 0, LARGEST_NUMBER)),
    }),
  },
  'bad-hmac': { fields: [], parse: () => ({ kind: 'bad-hmac' }) },
  'bad-signature': { fields: [], parse: () => ({ kind: 'bad-signature' }) },
  'bad-certificate': {
    fields: ['variant'],
    parse: (f) => ({
      kind: 'bad-certificate',
      variant: f['variant'] === undefined ? 'root' : choice(f, 'variant', CHAIN_FLAWS),
    }),
  },
  failure: { fields: ['reason', 'attrs'], parse: failureOf },
  split: { fields: [], parse: () => ({ kind: 'split' }) },
  coalesce: { fields: [], parse: () => ({ kind: 'coalesce' }) },
  compress: { fields: [], parse: () => ({ kind: 'compress' }) },
  'link-code-error': {
    fields: ['stage', 'code', 'backoff'],
    parse: (f) => ({
      kind: 'link-code-error',
      stage: choice(f, 'stage', ['hello', 'finish']),
      code: whole(f, 'code', 400, 599),
      ...ifGiven(f, 'backoff', () => whole(f, 'backoff', 0, 86_400)),
    }),
  },
  'link-code-silent': { fields: [], parse: () => ({ kind: 'link-code-silent' }) },
  restart: {
    fields: ['ms'],
    alone: true,
    parse: (f) => ({ kind: 'restart', ms: f['ms'] === undefined ? 0 : duration(f) }),
  },
  'service-version': {
    fields: ['tertiary', 'minimum'],
    alone: true,
    parse: (f) => ({
      kind: 'service-version',
      tertiary: whole(f, 'tertiary', 1, LARGEST_NUMBER),
      ...ifGiven(f, 'minimum', () => whole(f, 'minimum', 1, LARGEST_NUMBER)),
    }),
  },
  'demand-passkey': { fields: [], parse: () => ({ kind: 'demand-passkey' }) },
  'no-answer': {
    fields: ['what', 'lose'],
    parse: (f) => ({
      kind: 'no-answer',
      what: choice(f, 'what', REQUESTS),
      lose: f['lose'] === undefined ? 'answer' : choice(f, 'lose', ['answer', 'request']),
    }),
  },
  duplicate: {
    fields: ['tag'],
    parse: (f) => ({ kind: 'duplicate', ...ifGiven(f, 'tag', () => textField(f, 'tag')) }),
  },
  reorder: {
    fields: ['tag'],
    parse: (f) => ({ kind: 'reorder', ...ifGiven(f, 'tag', () => textField(f, 'tag')) }),
  },
  'silent-handshake': { fields: [], parse: () => ({ kind: 'silent-handshake' }) },
  'consume-pre-keys': {
    fields: ['leave'],
    parse: (f) => ({
      kind: 'consume-pre-keys',
      leave: f['leave'] === undefined ? 3 : whole(f, 'leave', 0, 100_000),
    }),
  },
  ...MESSAGE_PARSERS,
  'forget-routing': { fields: [], alone: true, parse: () => ({ kind: 'forget-routing' }) },
  clear: { fields: [], alone: true, parse: () => ({ kind: 'clear' }) },
}

/** Versions and times are unsigned 32-bit numbers on the wire. */
const LARGEST_NUMBER = 4_294_967_295

/** The kinds that can be asked for. */
export const FAULT_KINDS: readonly string[] = Object.keys(PARSERS)

/**
 * Reads a request for a fault: `kind`, the fields of that kind, `times` (default 1) and a target
 * (`connection`, `noise` or `device`). The kind `clear` forgets armed faults and stands alone,
 * without times and target. @throws FaultError, never anything else.
 */
export function parseFault(value: unknown): Fault {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FaultError('bad-request', 'a fault is an object')
  }
  const fields = value as Fields
  const kind = fields['kind']
  if (kind === undefined) throw new FaultError('missing-field', 'kind is missing')
  const parser =
    typeof kind === 'string' && Object.hasOwn(PARSERS, kind) ? PARSERS[kind] : undefined
  if (parser === undefined) {
    throw new FaultError('unknown-kind', `kind is one of ${FAULT_KINDS.join(', ')}`)
  }
  const common = parser.alone === true ? ['kind'] : COMMON
  const foreign = Object.keys(fields).find(
    (name) => !common.includes(name) && !parser.fields.includes(name),
  )
  if (foreign !== undefined) throw new FaultError('bad-field', `${foreign} has no meaning here`)
  return {
    action: parser.parse(fields),
    target: targetOf(fields),
    times: fields['times'] === undefined ? 1 : whole(fields, 'times', 1, 1_000_000),
  }
}

function targetOf(fields: Fields): FaultTarget {
  const target: { connection?: string; noise?: string; device?: string } = {}
  if (fields['connection'] !== undefined) target.connection = textField(fields, 'connection')
  if (fields['noise'] !== undefined) target.noise = textField(fields, 'noise')
  if (fields['device'] !== undefined) {
    target.device = textField(fields, 'device')
    if (!isJid(target.device))
      throw new FaultError('bad-field', 'device is the address of a device')
  }
  return target
}

function streamErrorOf(fields: Fields): FaultAction {
  const code = fields['code'] ?? 503
  const text = typeof code === 'number' ? String(code) : code
  if (typeof text !== 'string' || !/^(\d{3}|ack|xml-not-well-formed|unknown)$/.test(text)) {
    const words = 'code has three digits, or is ack, xml-not-well-formed or unknown'
    throw new FaultError('bad-field', words)
  }
  if (fields['conflict'] === undefined) return { kind: 'stream-error', code: text }
  const conflict = choice(fields, 'conflict', ['device_removed', 'replaced'])
  const bare = ifGiven(fields, 'bare', () => flag(fields, 'bare'))
  return { kind: 'stream-error', code: text, conflict, ...bare }
}

function failureOf(fields: Fields): FaultAction {
  const reason = whole(fields, 'reason', 400, 599)
  return { kind: 'failure', reason, attrs: attributes(fields, 'reason') }
}
