import type { LinkView } from '../../bridge/contract.ts'
import type { PlainError } from '../../bridge/errors.ts'
import type { WindowState } from '../../state/mirror.ts'
import { endsAtMs } from '../../state/selectors.ts'
import type { Place } from '../parts/wayOn.ts'

/** What stands where the code belongs. */
export type Stage =
  | { readonly kind: 'preparing'; readonly phase: 'engine' | 'dial' | 'code' }
  | { readonly kind: 'code'; readonly view: Extract<LinkView, { at: 'showingQr' }> }
  | { readonly kind: 'expired' }
  | { readonly kind: 'confirming'; readonly signingIn: boolean }
  | {
      readonly kind: 'problem'
      readonly place: Place
      readonly error: PlainError
      /** Window-clock time of the next attempt; absent while one runs or when none is planned. */
      readonly nextTryAtMs?: number
    }

/**
 * What the link screen shows. A trouble with the connection covers a code that is on its way, since
 * a code dies with its connection; what the link itself has to say comes first.
 */
export function stageOf(state: WindowState): Stage {
  const { engine, snapshot } = state
  if (engine.at === 'lost' && engine.error.code !== 'engine-lost') {
    return { kind: 'problem', place: 'lost', error: engine.error }
  }
  if (snapshot === undefined || engine.at !== 'live') return { kind: 'preparing', phase: 'engine' }
  const { link, connection } = snapshot
  switch (link.at) {
    case 'refused':
    case 'ended':
      return { kind: 'problem', place: link.at, error: link.error }
    case 'expired':
      return { kind: 'expired' }
    case 'confirming':
    case 'linked':
      return connection.at === 'stopped'
        ? { kind: 'problem', place: 'stopped', error: connection.error }
        : { kind: 'confirming', signingIn: connection.at !== 'online' }
    case 'moved':
      // It has a screen of its own.
      return { kind: 'preparing', phase: 'engine' }
    case 'preparing':
    case 'showingQr':
      return connectionTrouble(state) ?? codeOrWait(state, link)
  }
}

/** The trouble that keeps codes from coming, while it waits, is being tried again, or has stopped. */
function connectionTrouble(state: WindowState): Stage | undefined {
  const connection = state.snapshot?.connection
  switch (connection?.at) {
    case 'stopped':
      return { kind: 'problem', place: 'stopped', error: connection.error }
    case 'waiting': {
      const nextTryAtMs = endsAtMs(connection.retryInMs, connection.rate, state.connectionAtMs)
      return { kind: 'problem', place: 'waiting', error: connection.error, nextTryAtMs }
    }
    case 'connecting':
      return state.trouble && { kind: 'problem', place: 'waiting', error: state.trouble }
    case undefined:
    case 'idle':
    case 'online':
    case 'checking':
      return undefined
  }
}

const phases = { idle: 'engine', online: 'code' } as const

function codeOrWait(
  state: WindowState,
  link: Extract<LinkView, { at: 'preparing' | 'showingQr' }>,
): Stage {
  if (link.at === 'showingQr') return { kind: 'code', view: link }
  const at = state.snapshot?.connection.at
  return { kind: 'preparing', phase: at === 'idle' || at === 'online' ? phases[at] : 'dial' }
}
