import type { DeviceSocket } from '../../phone/deviceLine.ts'
import { decodeNode } from '../../../web/wire/node/decode.ts'
import { encodeNode } from '../../../web/wire/node/encode.ts'
import type { WireNode } from '../../../web/wire/node/node.ts'
import type { Connection } from '../connection/connection.ts'
import { dispatch } from '../connection/dispatch.ts'
import type { ServiceContext } from '../context.ts'
import { sendOwed } from '../login/delivery.ts'
import { setAvailable } from '../people/presence.ts'
import type { Account, Companion } from '../state/accounts.ts'

/**
 * Puts a simulated device online: a connection without socket and handshake that is active from the
 * start. Stanzas are encoded and decoded on the way, in both directions, so that nothing is shared.
 * A device that comes again replaces the lane it had.
 */
export function openLane(
  context: ServiceContext,
  account: Account,
  device: Companion,
  listener: (stanza: WireNode) => void,
): DeviceSocket {
  const { world } = context
  const id = `sim:${device.jid}`
  const incoming = createTurns(context)
  const outgoing = createTurns(context)

  const connection: Connection = {
    id,
    mode: 'strict',
    openedAtMs: world.clock.now(),
    stage: { at: 'companion', account, companion: device },
    noisePublic: undefined,
    simulated: true,
    active: true,
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
      const bytes = encodeNode(stanza)
      outgoing(() => {
        if (connection.stage.at === 'companion') listener(decodeNode(bytes))
      })
    },
    end: close,
    drop: close,
    lanes: [],
    deviate(rule, detail) {
      context.ledger.add('strict', { atMs: world.clock.now(), connection: id, rule, detail })
      context.changed()
    },
  }

  function close(): void {
    if (connection.stage.at === 'closed') return
    setAvailable(context, connection, false)
    connection.stage = { at: 'closed' }
    if (context.lanes.get(device) === connection) context.lanes.delete(device)
  }

  context.lanes.get(device)?.drop()
  context.lanes.set(device, connection)
  for (const kept of device.queue) {
    const attrs = { ...kept.stanza.attrs, offline: '0' }
    sendOwed(context, connection, { ...kept.stanza, attrs }, kept)
  }

  return {
    jid: device.jid,
    send(stanza) {
      const arrived = decodeNode(encodeNode(stanza))
      incoming(async () => {
        if (connection.stage.at === 'companion') await dispatch(context, connection, arrived)
      })
    },
    close,
  }
}

/** Runs tasks in order, never at once; one that fails is a failure of the run and holds up nothing. */
function createTurns(context: ServiceContext): (task: () => void | Promise<void>) => void {
  let last: Promise<void> = Promise.resolve()
  return (task) => {
    const run = last.then(task)
    last = run.catch(() => undefined)
    context.background(run)
  }
}
