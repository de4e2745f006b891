import type { WireNode } from '../wire/node/node.ts'
import { ackOf, wantsAck } from '../wire/stanza/ack.ts'
import { parseInfoBroadcast } from '../wire/stanza/infoBroadcast.ts'
import { iqResultFor } from '../wire/stanza/iq.ts'
import { NodeError } from '../wire/node/nodeError.ts'
import { parseNotification } from '../wire/stanza/notification.ts'
import { pairingStep } from '../wire/stanza/pairDevice.ts'
import { StanzaError } from '../wire/stanza/stanzaError.ts'
import type { AccountFacts } from './account/accountFacts.ts'
import type { LoginSteps } from './account/loginSteps.ts'
import type { StanzaStream } from './connection/stanzaStream.ts'
import type { Linking } from './linking/linking.ts'
import { plainError } from './plainErrors.ts'
import type { Trace } from './traceRing.ts'

/** What a stanza may act on. `login` exists on the connections of a linked device only. */
export interface ArrivalParts {
  readonly facts: AccountFacts
  readonly trace: Trace
  readonly stream: StanzaStream
  readonly linking: Linking
  readonly login: LoginSteps | undefined
}

/** What follows a stanza once it is answered. */
type Afterwards = () => void

/** Tags without an answer and without a use so far. */
const noted = ['ack', 'presence', 'chatstate']

/**
 * Takes one stanza: commits what it brings, then answers it (law 1). A malformed one is traced with
 * the rule it broke and answered as if it were empty, or it would come again for ever.
 */
export async function takeArrival(stanza: WireNode, parts: ArrivalParts): Promise<void> {
  const { trace, login } = parts
  login?.queue.arrived(stanza)
  let afterwards: Afterwards | undefined
  try {
    afterwards = await takeByTag(stanza, parts)
  } catch (cause) {
    if (!(cause instanceof StanzaError)) throw cause
    trace({ step: 'stanza-malformed', rule: cause.message })
  }
  if (wantsAck(stanza)) answer(ackOf(stanza), parts)
  afterwards?.()
}

/** An address that can be read but not written costs its stanza the answer, not the connection. */
function answer(stanza: WireNode | undefined, { stream, trace }: ArrivalParts): void {
  if (stanza === undefined) return
  try {
    stream.send(stanza)
  } catch (cause) {
    if (!(cause instanceof NodeError)) throw cause
    trace({ step: 'stanza-malformed', rule: `answer ${cause.code}` })
  }
}

async function takeByTag(stanza: WireNode, parts: ArrivalParts): Promise<Afterwards | undefined> {
  switch (stanza.tag) {
    case 'iq':
      await takeRequest(stanza, parts)
      return
    case 'notification':
      return takeNotification(stanza, parts)
    case 'ib':
      await takeInfo(stanza, parts)
      return
    case 'receipt':
    case 'call':
      return
    case 'message':
      // This build cannot decrypt and store messages yet. An answer would take them off the service's
      // queue for good, so they are left unanswered: a build that can will be given them again.
      return
    default:
      if (!noted.includes(stanza.tag)) parts.trace({ step: 'stanza-unknown', tag: stanza.tag })
  }
}

async function takeRequest(stanza: WireNode, parts: ArrivalParts): Promise<void> {
  const { stream, linking, login, trace } = parts
  const step = login === undefined ? pairingStep(stanza) : undefined
  if (step === 'refs') {
    try {
      linking.takeRefs(stream, stanza)
    } catch (cause) {
      // Without refs there is nothing to show on this connection.
      stream.end({ why: 'nonsense' })
      throw cause
    }
    return
  }
  if (step === 'success') return linking.takePairSuccess(stream, stanza)
  trace({ step: 'stanza-unknown', tag: 'iq' })
  answer(iqResultFor(stanza), parts)
}

async function takeNotification(
  stanza: WireNode,
  parts: ArrivalParts,
): Promise<Afterwards | undefined> {
  const { stream, linking, login, facts, trace } = parts
  const notification = parseNotification(stanza)
  switch (notification.kind) {
    case 'refresh-code':
      if (login === undefined) await linking.refreshSecret()
      return
    case 'passkey-demand':
      // Only a page of the official origin can answer it. The ADV secret stays (chapter 03 section 6).
      trace({ step: 'passkey-demanded' })
      if (facts.now().session !== undefined) return
      return () => linking.refuse(stream, plainError('passkey-required'))
    case 'pair-code':
      return linking.takeCodeNotice(stanza)
    case 'account':
      if (notification.pushName !== undefined) await login?.nameTold(notification.pushName)
      return
    case 'own-keys':
      login?.keysNoticed({ ...notification, stanza })
      return
    case 'picture':
      if (login?.news.isOwn(notification.from)) login.pictureChanged()
      return
    case 'identity':
      await login?.news.identityChanged(notification.from)
      return
    case 'other':
      trace({ step: 'stanza-unknown', tag: `notification ${notification.type}`.trim() })
  }
}

async function takeInfo(stanza: WireNode, parts: ArrivalParts): Promise<void> {
  const { stream, linking, login, facts, trace } = parts
  for (const info of parseInfoBroadcast(stanza)) {
    switch (info.kind) {
      case 'offline-preview':
        login?.queue.announced(info.count)
        break
      case 'offline-end':
        login?.queue.ended(info.count)
        break
      case 'edge-routing':
        await facts.change(() => ({
          routing: info.info.length === 0 ? null : { info: info.info.slice() },
        }))
        trace({ step: 'routing', change: info.info.length === 0 ? 'forgotten' : 'stored' })
        break
      case 'no-multi-device':
        if (facts.now().session === undefined) {
          linking.refuse(stream, plainError('multi-device-missing'))
        }
        break
      case 'dirty':
        login?.dirty(info)
        break
      case 'expiration':
        // Nothing follows before the service refuses this version: that has its own rule.
        trace({ step: 'version-expires', atSec: info.atSec ?? 0 })
        break
      case 'noted':
        break
      case 'unknown':
        trace({ step: 'stanza-unknown', tag: info.tag })
    }
  }
}
