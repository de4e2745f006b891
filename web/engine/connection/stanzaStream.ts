import type { TraceStep } from '../../bridge/trace.ts'
import { encodeNode } from '../../wire/node/encode.ts'
import { children, type WireNode } from '../../wire/node/node.ts'
import { NodeError } from '../../wire/node/nodeError.ts'
import { decodeStanza } from '../../wire/node/stanza.ts'
import { iqResultFor, isIqAnswer } from '../../wire/stanza/iq.ts'
import { isServerPing } from '../../wire/stanza/ping.ts'
import { atMost } from '../patience.ts'
import { createArrivalQueue, type Turn } from './arrivalQueue.ts'
import { brokenBy, type Ending } from './ending.ts'
import { createIqTracker, type Request } from './iqTracker.ts'
import { type KeepAlive, startKeepAlive } from './keepAlive.ts'
import { type ChannelOptions, openSecureChannel } from './secureChannel.ts'

export interface StreamOptions extends Omit<ChannelOptions, 'onFrame' | 'onEnded'> {
  /**
   * success, failure, stream:error and the end of the stream: told as soon as decoded, because they
   * decide about the connection itself.
   */
  readonly onControl: (stanza: WireNode) => void
  /**
   * Every other stanza that is not the answer to a request of ours, in order of arrival. It commits
   * what the stanza brought, waits for its turn, answers, then resolves. The next one comes when it
   * resolves, or when it says that it has begun. It must not wait for a request: that answer may stand
   * behind it.
   */
  readonly onStanza: (stanza: WireNode, turn: Turn) => Promise<void>
  /**
   * Once, after the last `onStanza` has resolved, or 10 s after the end if it never does. Stanzas that
   * had not begun are dropped by then, unless they came before the service's own last word: they may
   * say why it was spoken.
   */
  readonly onEnded: (ending: Ending) => void
}

/** An encrypted line for stanzas. */
export interface StanzaStream {
  readonly request: Request
  /** False when the line is not open: nothing was sent. */
  send(stanza: WireNode): boolean
  /** Whether stanzas can still be sent. */
  readonly isOpen: () => boolean
  /** Whether its end has begun, told or not. */
  readonly isOver: () => boolean
  /** Pings now, because the network may have gone. */
  probe(): void
  end(ending: Ending): void
}

/** Tags that decide about the connection. */
const controls = ['success', 'failure', 'stream:error', 'xmlstreamend']

/** How long the end of a connection waits for a stanza in hand, whose commit it may depend on. */
const IN_HAND_LIMIT_MS = 10_000

/** Opens a channel and speaks stanzas on it: requests, pings and the queue of arrivals. */
export function openStanzaStream(options: StreamOptions): StanzaStream {
  const { trace } = options
  const arrivals = createArrivalQueue()
  const iqs = createIqTracker({ ...options, send })
  let keepAlive: KeepAlive | undefined
  let open = false
  let over = false
  /** Whether the service said its last word: what came before it is still taken, but not answered. */
  let lastWordSaid = false

  const channel = openSecureChannel({
    ...options,
    onSecured() {
      open = true
      keepAlive = startKeepAlive({
        ...options,
        iqs,
        onSilent: () => end({ why: 'silent' }),
        onWoke: () => trace({ step: 'woke', noticedBy: 'timer' }),
      })
      options.onSecured()
    },
    onFrame: async (plaintext) => {
      keepAlive?.heard()
      try {
        receive(await decodeStanza(plaintext), plaintext.length)
      } catch (cause) {
        if (!(cause instanceof NodeError)) throw cause
        // The stream itself is intact (chapter 02 section 7): the next frame can be read.
        if (cause.code === 'stream-end') end({ why: 'stream-end' })
        else trace({ step: 'stanza-malformed', rule: cause.code })
      }
    },
    onEnded(ending) {
      open = false
      over = true
      keepAlive?.stop()
      iqs.close()
      void atMost(options.clock, IN_HAND_LIMIT_MS, arrivals.idle()).then(() =>
        options.onEnded(ending),
      )
    },
  })

  function receive(stanza: WireNode, bytes: number): void {
    trace(traced('stanza-in', stanza, bytes))
    if (isIqAnswer(stanza)) {
      if (!iqs.take(stanza)) trace({ step: 'stanza-unknown', tag: 'iq' })
    } else if (controls.includes(stanza.tag)) {
      if (stanza.tag === 'xmlstreamend') end({ why: 'stream-end' })
      else {
        lastWordSaid = stanza.tag !== 'success'
        options.onControl(stanza)
      }
    } else if (isServerPing(stanza)) {
      pong(stanza)
    } else {
      arrivals.add((turn) => handle(stanza, turn))
    }
  }

  /** An address that can be read but not written costs the ping its answer, not the connection. */
  function pong(ping: WireNode): void {
    const answer = iqResultFor(ping)
    try {
      if (answer !== undefined) send(answer)
    } catch (cause) {
      if (!(cause instanceof NodeError)) throw cause
      trace({ step: 'stanza-malformed', rule: `answer ${cause.code}` })
    }
  }

  async function handle(stanza: WireNode, turn: Turn): Promise<void> {
    if (!open && !lastWordSaid) return
    try {
      await options.onStanza(stanza, turn)
    } catch (cause) {
      end(brokenBy(cause))
    }
  }

  function send(stanza: WireNode): boolean {
    if (!open) return false
    const plaintext = encodeNode(stanza)
    trace(traced('stanza-out', stanza, plaintext.length))
    return channel.send(plaintext)
  }

  function end(ending: Ending): void {
    open = false
    over = true
    channel.end(ending)
  }

  return {
    request: (build, limitMs) => iqs.request(build, limitMs),
    send,
    isOpen: () => open,
    isOver: () => over,
    probe: () => keepAlive?.probe(),
    end,
  }
}

/** Tags, types and sizes; never a value that could be content. */
function traced(step: 'stanza-in' | 'stanza-out', stanza: WireNode, bytes: number): TraceStep {
  const { type, xmlns } = stanza.attrs
  const [first] = children(stanza)
  return {
    step,
    tag: stanza.tag,
    bytes,
    ...(type === undefined ? {} : { type }),
    ...(xmlns === undefined ? {} : { xmlns }),
    ...(first === undefined ? {} : { child: first.tag }),
  }
}
