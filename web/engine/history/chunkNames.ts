import type { HistorySyncNotification } from '../../wire/proto/gen/peerData_pb.ts'
import { isSet } from '../../wire/proto/schema.ts'
import { SyncType } from './progress.ts'

/**
 * What a chunk is recognized by when the phone uploads it again under another stanza id. Undefined: it
 * has neither a number nor the name of a request, as others of its kind may have none.
 */
export function chunkName(notification: HistorySyncNotification): string | undefined {
  const { syncType, chunkOrder, peerDataRequestSessionId: session } = notification
  if (session !== '') return `${syncType}.${session}`
  return isSet(notification, 'chunkOrder') ? `${syncType}.${chunkOrder}` : undefined
}

/** Which chunk is read first: what a person waits for, the list, then newer before older ones. */
export function urgency(syncType: number): number {
  switch (syncType) {
    case SyncType.ON_DEMAND:
      return 0
    case SyncType.INITIAL_BOOTSTRAP:
      return 1
    case SyncType.FULL:
      return 3
    default:
      return 2
  }
}
