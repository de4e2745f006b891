import type { EngineEvent, Snapshot } from '../bridge/contract.ts'

/**
 * The snapshot after one event. Pure: the input is never changed, parts that the event does not touch
 * keep their identity, and trace events leave the snapshot as it is (the inspector keeps its own list).
 */
export function applyEvent(snapshot: Snapshot, event: EngineEvent): Snapshot {
  switch (event.type) {
    // No part of the snapshot: conversations and the list keep their own windows.
    case 'chatRows':
    case 'messages':
    case 'activity':
    case 'reach':
    case 'notice':
    case 'trace':
      return snapshot
    case 'link':
    case 'connection':
    case 'remember':
    case 'lock':
    case 'account':
    case 'pairCode':
    case 'chats':
    case 'history':
    case 'settings':
    case 'care':
    case 'move':
      return withPart(snapshot, event)
  }
}

/** The snapshot after a batch, in order. */
export function applyEvents(snapshot: Snapshot, events: readonly EngineEvent[]): Snapshot {
  return events.reduce(applyEvent, snapshot)
}

/** A part of the snapshot lies in its event under the event's name. */
type PartEvent = Extract<EngineEvent, { type: Exclude<keyof Snapshot, 'engine' | 'service'> }>

/** Leaves the field out when there is nothing, so that it equals an engine's fresh snapshot. */
function withPart(snapshot: Snapshot, { type, ...part }: PartEvent): Snapshot {
  const { [type]: _gone, ...rest } = snapshot
  const [value] = Object.values(part) as unknown[]
  // The rest lacks nothing but what is optional, or comes now.
  return (value === undefined ? rest : { ...rest, ...part }) as Snapshot
}
