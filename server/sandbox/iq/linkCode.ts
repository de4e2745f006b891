import { equalBytes } from '../../../web/crypto/bytes.ts'
import { CryptoError } from '../../../web/crypto/errors.ts'
import {
  bytesOf,
  child,
  children,
  node,
  textOf,
  type WireNode,
} from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import type { ServiceContext } from '../context.ts'
import { tellPhoneLinkCode } from '../linking/linkCodeNews.ts'
import { bytesNode, exactly, matching, one, oneOf, type Shape } from '../strict/shape.ts'
import { badRequest, refusal, result } from './answers.ts'
import { platformDeviations } from './linkCodePlatform.ts'
import type { IqRule } from './rule.ts'

const REG = 'link_code_companion_reg'
/** Digits only, seven at least, no leading zero, no device (03 section 5). */
const PHONE = matching(/^[1-9]\d{6,14}@s\.whatsapp\.net$/)
const REF = bytesNode('link_code_pairing_ref', 1, 100)

/** The refusals of the reference, by code, for faults. */
const ERROR_TEXTS: Readonly<Record<number, string>> = {
  400: 'bad-request',
  403: 'forbidden',
  404: 'item-not-found',
  429: 'rate-overlimit',
  452: 'feature-not-available',
  500: 'internal-server-error',
}

const helloShape: Shape = {
  tag: REG,
  attrs: {
    jid: PHONE,
    stage: exactly('companion_hello'),
    should_show_push_notification: oneOf('true', 'false'),
  },
  children: [
    one(bytesNode('link_code_pairing_wrapped_companion_ephemeral_pub', 80)),
    one(bytesNode('companion_server_auth_key_pub', 32)),
    one(bytesNode('companion_platform_id', 1)),
    one(bytesNode('companion_platform_display', 1, 100)),
    one(bytesNode('link_code_pairing_nonce', 1)),
  ],
}

/** Rows 1 to 3 of 03 section 5: a ref for the companion, the news for the phone. */
const companionHello: IqRule = {
  name: 'companion_hello',
  type: 'set',
  xmlns: 'md',
  asks: REG,
  stage: 'companion_hello',
  unpaired: true,
  children: [one(helloShape)],
  answer(context, connection, iq) {
    const hello = child(iq, REG) ?? iq
    if (connection.stage.at !== 'unpaired') return linkedAlready(connection, iq)
    const deviations = helloDeviations(connection, hello)
    for (const { rule, detail } of deviations) connection.deviate(rule, detail)
    const isFatal = deviations.some(
      ({ rule }) => connection.mode === 'strict' || rule !== 'bad-nonce',
    )
    if (isFatal) return badRequest(iq)
    const injected = injectedError(context, connection, iq, 'hello')
    if (injected !== undefined) return injected
    const number = numberOf(hello)
    if (!context.state.accounts.has(number)) return refusal(iq, 404, 'item-not-found')
    if (context.linkCodes.isThrottled(number)) return badRequest(iq)
    const { ref } = context.linkCodes.begin(connection, number)
    context.changed()
    return result(
      iq,
      node(REG, { stage: 'companion_hello' }, [node('link_code_pairing_ref', {}, ref)]),
    )
  },
  after(context, connection, iq) {
    const hello = child(iq, REG)
    const code = context.linkCodes.of(connection)
    if (hello === undefined || code === undefined) return
    tellPhoneLinkCode(context, code, {
      ...hello,
      content: [node('link_code_pairing_ref', {}, code.ref), ...children(hello)],
    })
  },
}

const finishShape: Shape = {
  tag: REG,
  attrs: { jid: PHONE, stage: exactly('companion_finish') },
  children: [
    one(bytesNode('link_code_pairing_wrapped_key_bundle', 156)),
    one(bytesNode('companion_identity_public', 32)),
    one(REF),
  ],
}

/** Rows 7 and 8: the key bundle, on its way to the phone that answered. */
const companionFinish: IqRule = {
  name: 'companion_finish',
  type: 'set',
  xmlns: 'md',
  asks: REG,
  stage: 'companion_finish',
  unpaired: true,
  children: [one(finishShape)],
  answer(context, connection, iq) {
    const finish = child(iq, REG) ?? iq
    if (connection.stage.at !== 'unpaired') return linkedAlready(connection, iq)
    const { identityKey } = connection.stage.registration
    if (!equalBytes(partOf(finish, 'companion_identity_public'), identityKey)) {
      connection.deviate('foreign-identity', 'companion_finish/companion_identity_public')
      return badRequest(iq)
    }
    const ref = refOf(finish)
    const code = ref === undefined ? undefined : context.linkCodes.find(ref)
    if (code?.connection !== connection) {
      // One that was retired or ran out may still be under way; another was never given.
      if (ref === undefined || !context.linkCodes.wasGiven(connection, ref)) {
        connection.deviate('unknown-link-ref', 'companion_finish/link_code_pairing_ref')
      }
      return badRequest(iq)
    }
    if (numberOf(finish) !== code.number) {
      connection.deviate('other-number', 'companion_finish@jid')
      return badRequest(iq)
    }
    if (code.stage === 'hello') {
      connection.deviate('early-finish', 'companion_finish before primary_hello')
      return badRequest(iq)
    }
    const injected = injectedError(context, connection, iq, 'finish')
    if (injected !== undefined) return injected
    context.linkCodes.advance(code, 'finish')
    context.changed()
    return result(iq)
  },
  after(context, connection, iq) {
    const finish = child(iq, REG)
    const code = context.linkCodes.of(connection)
    if (finish === undefined || code === undefined) return
    if (context.armory.strike('link-code-silent', connection) !== undefined) return
    tellPhoneLinkCode(context, code, finish)
  },
}

/** The country that the service would guess for the client's address. */
const COUNTRY = 'US'

const countryCode: IqRule = {
  name: 'get_country_code',
  type: 'get',
  xmlns: 'md',
  asks: REG,
  stage: 'get_country_code',
  unpaired: true,
  children: [one({ tag: REG, attrs: { stage: exactly('get_country_code') } })],
  answer: (_, __, iq) => result(iq, node('country_code', { iso: COUNTRY })),
}

/** Linking with a phone number, the companion's side (03 section 5). */
export const linkCodeRules: readonly IqRule[] = [companionHello, companionFinish, countryCode]

interface Deviation {
  readonly rule: string
  readonly detail: string
}

function helloDeviations(connection: Connection, hello: WireNode): Deviation[] {
  const found = platformDeviations(hello)
  const noise = partOf(hello, 'companion_server_auth_key_pub')
  if (connection.noisePublic === undefined || !equalBytes(noise, connection.noisePublic)) {
    found.push({ rule: 'foreign-noise-key', detail: 'companion_server_auth_key_pub' })
  }
  if (partOf(hello, 'link_code_pairing_nonce')[0] !== 0) {
    found.push({ rule: 'bad-nonce', detail: 'link_code_pairing_nonce' })
  }
  return found.map(({ rule, detail }) => ({ rule, detail: `companion_hello/${detail}` }))
}

function linkedAlready(connection: Connection, iq: WireNode): WireNode {
  connection.deviate('linked-already', REG)
  return refusal(iq, 403, 'forbidden')
}

function injectedError(
  context: ServiceContext,
  connection: Connection,
  iq: WireNode,
  stage: 'hello' | 'finish',
): WireNode | undefined {
  const fault = context.armory.strike(
    'link-code-error',
    connection,
    (action) => action.stage === stage,
  )
  if (fault === undefined) return undefined
  const backoff: Record<string, string> =
    fault.backoff === undefined ? {} : { backoff: String(fault.backoff) }
  return refusal(iq, fault.code, ERROR_TEXTS[fault.code] ?? 'unknown', backoff)
}

const partOf = (reg: WireNode, tag: string): Uint8Array => bytesOf(child(reg, tag) ?? node(tag))
const numberOf = (reg: WireNode): string => (reg.attrs['jid'] ?? '').split('@')[0] ?? ''

/** A ref as the text it was given as; undefined for bytes that are no text. */
function refOf(reg: WireNode): string | undefined {
  try {
    return textOf(child(reg, 'link_code_pairing_ref') ?? reg)
  } catch (cause) {
    if (cause instanceof CryptoError) return undefined
    throw cause
  }
}
