import type { Clock } from '../platform/platform.ts'
import type { WireNode } from '../wire/node/node.ts'
import { ackOf, wantsAck } from '../wire/stanza/ack.ts'
import { iqResultFor } from '../wire/stanza/iq.ts'
import { NodeError } from '../wire/node/nodeError.ts'
import { pairingStep } from '../wire/stanza/pairDevice.ts'
import { StanzaError } from '../wire/stanza/stanzaError.ts'
import type { AccountFacts } from './account/accountFacts.ts'
import type { LoginSteps } from './account/loginSteps.ts'
import type { Turn } from './connection/arrivalQueue.ts'
import type { StanzaStream } from './connection/stanzaStream.ts'
import type { Linking } from './linking/linking.ts'
import type { Talk } from './talk/talk.ts'
import { atMost } from './patience.ts'
import type { Trace } from './traceRing.ts'

/** What the service tells unasked is not part of the way to the code. */
const loadNews = () => import('./arrivalNews.ts')

/** How long a stanza waits for the script that reads it, and all that came after it with it. */
const LOAD_LIMIT_MS = 10_000

/** What a stanza may act on. `login` exists on the connections of a linked device only. */
export interface ArrivalParts {
  readonly clock: Pick<Clock, 'after'>
  readonly facts: AccountFacts
  readonly trace: Trace
  readonly stream: StanzaStream
  readonly linking: Linking
  readonly login: LoginSteps | undefined
  readonly talk: Talk | undefined
  /** Another way to the script that reads news, for tests. */
  readonly load?: typeof loadNews
}

/** What follows a stanza once it is answered. */
export type Afterwards = () => void

/** Tags without a use for a device that has no conversations. */
const noted = ['ack', 'presence', 'chatstate']

/**
 * Takes one stanza: commits what it brings, then answers it in its turn (law 1). A malformed one is
 * traced with the rule it broke and answered as if it were empty, or it would come again for ever.
 */
export async function takeArrival(
  stanza: WireNode,
  parts: ArrivalParts,
  turn: Turn,
): Promise<void> {
  const { trace, login } = parts
  login?.queue.arrived(stanza)
  let afterwards: Afterwards | undefined
  try {
    const taken = await parts.talk?.take(stanza, parts.stream, turn)
    await turn.before
    if (taken === 'answered') return
    if (taken === 'answer') return answer(ackOf(stanza), parts)
    afterwards = await takeByTag(stanza, parts)
  } catch (cause) {
    if (!(cause instanceof StanzaError)) throw cause
    trace({ step: 'stanza-malformed', rule: cause.message })
    await turn.before
  }
  if (wantsAck(stanza)) answer(ackOf(stanza), parts)
  afterwards?.()
}

/** An address that can be read but not written costs its stanza the answer, not the connection. */
function answer(stanza: WireNode | undefined, { stream, trace }: ArrivalParts): void {
  if (stanza === undefined || !stream.isOpen()) return
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
    case 'ib':
      return takeNews(stanza, parts)
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

/** Nobody has news for a device that shows its first code, so what reads them is not loaded before. */
async function takeNews(stanza: WireNode, parts: ArrivalParts): Promise<Afterwards | undefined> {
  const { clock, load = loadNews } = parts
  const loading = load().catch(() => undefined)
  const loaded = await atMost(clock, LOAD_LIMIT_MS, loading)
  if (loaded !== undefined) return loaded.takeNews(stanza, parts)
  // Unanswered it comes again, on the next connection.
  parts.stream.end({ why: 'scripts-missing' })
  return undefined
}
