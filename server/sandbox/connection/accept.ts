import { CryptoError } from '../../../web/crypto/errors.ts'
import { decodeNode } from '../../../web/wire/node/decode.ts'
import { encodeNode } from '../../../web/wire/node/encode.ts'
import type { WireNode } from '../../../web/wire/node/node.ts'
import { NodeError } from '../../../web/wire/node/nodeError.ts'
import { freshId, type ServiceContext } from '../context.ts'
import { tellActivity } from '../login/login.ts'
import { streamError } from '../login/farewell.ts'
import { welcome } from '../login/welcome.ts'
import { issueChain } from '../noise/certificates.ts'
import { StreamError } from '../noise/frameCutter.ts'
import { ResponderError } from '../noise/responder.ts'
import { setAvailable } from '../people/presence.ts'
import type { Pipe, PipeEnd } from '../pipe.ts'
import type { Recorded } from '../record.ts'
import type { Strictness } from '../strict/ledger.ts'
import { openChannel } from './channel.ts'
import type { Connection } from './connection.ts'
import { createDisorder } from './disorder.ts'
import { dispatch } from './dispatch.ts'
import { withCompressedFlag } from './packing.ts'

/** Where a socket ends that nobody took. */
const NOBODY: PipeEnd = { bytes: () => undefined, closed: () => undefined }

/** Serves one socket from its first byte to its end. */
export function accept(context: ServiceContext, pipe: Pipe, mode: Strictness): PipeEnd {
  const { world, counters } = context
  if (context.uptime.isDown()) {
    pipe.drop()
    return NOBODY
  }
  let compressed = false
  counters.socketsOpened += 1

  const connection: Connection = {
    id: freshId(world),
    mode,
    openedAtMs: world.clock.now(),
    stage: { at: 'handshake' },
    noisePublic: undefined,
    simulated: false,
    active: false,
    available: false,
    subscriptions: new Set(),
    heldBack: [],
    backlog: undefined,
    codesEnd: undefined,
    onClosed: undefined,
    pairing: false,
    owed: new Map(),
    spare: new Set(),
    usedIds: new Set(),
    send(stanza) {
      if (connection.stage.at === 'closed') return
      for (const next of disorder.pass(stanza)) transmit(next)
    },
    end() {
      for (const last of disorder.rest()) transmit(last)
      channel.close()
    },
    drop: () => channel.drop(),
    get lanes() {
      return channel.lanes
    },
    deviate(rule, detail) {
      context.ledger.add(mode, { atMs: world.clock.now(), connection: connection.id, rule, detail })
      context.changed()
    },
  }

  const disorder = createDisorder(context, connection, transmit)

  function transmit(stanza: WireNode): void {
    const bytes = encodeNode(stanza)
    counters.stanzasOut += 1
    note('sent', 'stanza', bytes, stanza)
    channel.send(compressed ? withCompressedFlag(bytes) : bytes)
  }

  const channel = openChannel(
    pipe,
    world,
    {
      staticKeys: context.state.keys.noise,
      chain: () =>
        issueChain(context.state.keys, {
          nowSec: Math.floor(world.clock.now() / 1000),
          randomBytes: world.randomBytes,
          flaw: context.armory.strike('bad-certificate', connection)?.variant,
        }),
    },
    {
      started({ routingInfo }) {
        if (routingInfo !== undefined) checkRouting(routingInfo)
        if (context.armory.strike('silent-handshake', connection) !== undefined) {
          for (const lane of connection.lanes) lane.freeze()
        }
        if (context.armory.strike('split', connection) !== undefined) channel.outlet.splitBytes()
      },
      async authenticated(clientStatic, payload) {
        connection.noisePublic = clientStatic
        counters.handshakes += 1
        note('received', 'payload', payload)
        compressed = context.armory.strike('compress', connection) !== undefined
        const coalesced = context.armory.strike('coalesce', connection) !== undefined
        if (coalesced) channel.outlet.hold()
        await welcome(context, connection, clientStatic, payload)
        if (coalesced) channel.outlet.release()
        context.changed()
      },
      frame: (plaintext) => stanzaArrived(plaintext),
      handshake: (direction, what, bytes) => note(direction, what, bytes),
      foreign: (detail) => connection.deviate('foreign-field', detail),
      broken(cause) {
        counters.refusedStreams += 1
        if (isProtocolError(cause)) connection.deviate(`stream-${cause.code}`, cause.message)
        else connection.deviate('service-fault', String(cause))
      },
      closed,
    },
  )

  /** A client whose token is refused has to come again without it (01 section 2). */
  function checkRouting(token: Uint8Array): void {
    const verdict = context.routing.check(token)
    if (verdict === 'good') return
    if (verdict === 'unknown') connection.deviate('unknown-routing', 'routing prefix')
    if (verdict === 'forgotten' || mode === 'strict') connection.drop()
  }

  async function stanzaArrived(plaintext: Uint8Array): Promise<void> {
    counters.stanzasIn += 1
    if (plaintext[0] !== 0) connection.deviate('bad-flag', 'a client writes flag 0')
    let stanza: WireNode
    try {
      stanza = decodeNode(plaintext)
    } catch (cause) {
      if (!(cause instanceof NodeError)) throw cause
      note('received', 'stanza', plaintext)
      connection.deviate(`node-${cause.code}`, 'an undecodable stanza')
      streamError(connection, { child: 'xml-not-well-formed' })
      return
    }
    note('received', 'stanza', plaintext, stanza)
    const { stage } = connection
    if (stage.at === 'companion') stage.companion.lastActiveMs = world.clock.now()
    await dispatch(context, connection, stanza)
  }

  function closed(): void {
    const { stage } = connection
    setAvailable(context, connection, false)
    connection.stage = { at: 'closed' }
    context.connections.delete(connection.id)
    context.refs.forget(connection)
    context.linkCodes.forget(connection)
    connection.codesEnd?.()
    connection.onClosed?.()
    if (stage.at === 'companion') tellActivity(context, stage.account, stage.companion, false)
    context.changed()
  }

  function note(
    direction: 'received' | 'sent',
    what: Recorded,
    bytes: Uint8Array,
    node?: WireNode,
  ): void {
    const entry = { atMs: world.clock.now(), connection: connection.id, what, bytes }
    context.record.add(direction, node === undefined ? entry : { ...entry, node })
  }

  context.connections.set(connection.id, connection)
  context.changed()
  return channel
}

type ProtocolError = StreamError | ResponderError | CryptoError

function isProtocolError(cause: unknown): cause is ProtocolError {
  return (
    cause instanceof StreamError || cause instanceof ResponderError || cause instanceof CryptoError
  )
}
