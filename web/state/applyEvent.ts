import type { EngineEvent, Snapshot } from '../bridge/contract.ts'

/**
 * The snapshot after one event. Pure: the input is never changed, parts that the event does not touch
 * keep their identity, and trace events leave the snapshot as it is (the inspector keeps its own list).
 */
export function applyEvent(snapshot: Snapshot, event: EngineEvent): Snapshot {
  switch (event.type) {
    case 'link':
      return { ...snapshot, link: event.link }
    case 'connection':
      return { ...snapshot, connection: event.connection }
    case 'account':
      return withAccount(snapshot, event.account)
    case 'remember':
      return { ...snapshot, remember: event.remember }
    case 'pairCode':
      return withPairCode(snapshot, event.pairCode)
    case 'lock':
      return { ...snapshot, lock: event.lock }
    case 'trace':
      return snapshot
  }
}

/** The snapshot after a batch, in order. */
export function applyEvents(snapshot: Snapshot, events: readonly EngineEvent[]): Snapshot {
  return events.reduce(applyEvent, snapshot)
}

/** Leaves the field out when there is no account, so that it equals an engine's fresh snapshot. */
function withAccount(snapshot: Snapshot, account: Snapshot['account']): Snapshot {
  const { account: _gone, ...rest } = snapshot
  return account === undefined ? rest : { ...rest, account }
}

function withPairCode(snapshot: Snapshot, pairCode: Snapshot['pairCode']): Snapshot {
  const { pairCode: _gone, ...rest } = snapshot
  return pairCode === undefined ? rest : { ...rest, pairCode }
}
