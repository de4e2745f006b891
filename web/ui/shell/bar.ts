import type { RoomView } from '../../bridge/archive.ts'
import type { Command } from '../../bridge/contract.ts'
import type { PlainError } from '../../bridge/errors.ts'
import type { WindowState } from '../../state/mirror.ts'
import { endsAtMs } from '../../state/selectors.ts'

/** What the slim bar under the header says, if anything. */
export type Bar =
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly error: PlainError }
  | { readonly kind: 'waiting'; readonly error: PlainError; readonly nextTryAtMs?: number }
  | { readonly kind: 'stopped'; readonly error: PlainError }
  | { readonly kind: 'checking' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'room'; readonly level: Exclude<RoomView['level'], 'ok'> }

/** Orders whose refusal is told beside the field or button that gave them. */
const toldInPlace: readonly Command['type'][] = [
  'requestCode',
  'unlock',
  'setLock',
  'removeLock',
  'setLockIdle',
  'lockNow',
]

/**
 * Chooses the bar. Before the link the stage of the link screen tells about the connection itself; from
 * the scan on it is the bar.
 */
export function barOf(state: WindowState): Bar | undefined {
  const { engine, snapshot, failure } = state
  if (engine.at === 'retired') return undefined
  if (engine.at === 'lost' && engine.error.code === 'engine-lost') return { kind: 'lost' }
  if (failure !== undefined && !toldInPlace.includes(failure.command)) {
    return { kind: 'failed', error: failure.error }
  }
  const scanned = snapshot?.link.at === 'linked' || snapshot?.link.at === 'confirming'
  return scanned ? (connectionBar(state) ?? roomBar(state)) : undefined
}

function connectionBar(state: WindowState): Bar | undefined {
  const connection = state.snapshot?.connection
  switch (connection?.at) {
    case 'waiting': {
      const nextTryAtMs = endsAtMs(connection.retryInMs, connection.rate, state.connectionAtMs)
      return { kind: 'waiting', error: connection.error, nextTryAtMs }
    }
    case 'connecting':
      if (state.trouble !== undefined) return { kind: 'waiting', error: state.trouble }
      // The restart in the middle of linking is told by the stage.
      return state.snapshot?.link.at === 'linked' ? { kind: 'connecting' } : undefined
    case 'stopped':
      return state.snapshot?.link.at === 'linked'
        ? { kind: 'stopped', error: connection.error }
        : undefined
    case 'checking':
      return { kind: 'checking' }
    case undefined:
    case 'idle':
    case 'online':
      return undefined
  }
}

/** Room that runs low is told while nothing more urgent is. */
function roomBar({ snapshot }: WindowState): Bar | undefined {
  const level = snapshot?.care?.room.level ?? 'ok'
  return level === 'ok' ? undefined : { kind: 'room', level }
}
