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
      return withOptional(snapshot, 'account', event.account)
    case 'remember':
      return { ...snapshot, remember: event.remember }
    case 'pairCode':
      return withOptional(snapshot, 'pairCode', event.pairCode)
    case 'lock':
      return { ...snapshot, lock: event.lock }
    case 'chats':
      return withOptional(snapshot, 'chats', event.chats)
    case 'history':
      return withOptional(snapshot, 'history', event.history)
    case 'settings':
      return withOptional(snapshot, 'settings', event.settings)
    case 'care':
      return withOptional(snapshot, 'care', event.care)
    case 'move':
      return withOptional(snapshot, 'move', event.move)
    // What follows is no part of the snapshot: conversations and the list keep their own windows.
    case 'chatRows':
    case 'messages':
    case 'activity':
    case 'reach':
    case 'notice':
    case 'trace':
      return snapshot
  }
}

/** The snapshot after a batch, in order. */
export function applyEvents(snapshot: Snapshot, events: readonly EngineEvent[]): Snapshot {
  return events.reduce(applyEvent, snapshot)
}

type OptionalPart = 'account' | 'pairCode' | 'chats' | 'history' | 'settings' | 'care' | 'move'

/** Leaves the field out when there is nothing, so that it equals an engine's fresh snapshot. */
function withOptional<Name extends OptionalPart>(
  snapshot: Snapshot,
  name: Name,
  value: Snapshot[Name],
): Snapshot {
  const { [name]: _gone, ...rest } = snapshot
  // The rest lacks nothing but what is optional.
  return (value === undefined ? rest : { ...rest, [name]: value }) as Snapshot
}
