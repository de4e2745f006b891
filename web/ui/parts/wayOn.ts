import type { ErrorCode } from '../../bridge/errors.ts'

/** Where an error stands: in a view of the connection, of the link, or in place of the engine. */
export type Place = 'waiting' | 'stopped' | 'refused' | 'ended' | 'lost'

/** What the button under an error does. */
export type WayOn = 'retryNow' | 'newCode' | 'startOver' | 'reload' | 'none'

/** Codes whose way on is another one than trying to connect again. */
const whenStopped: Partial<Record<ErrorCode, WayOn>> = {
  outdated: 'reload',
  internal: 'reload',
  'engine-lost': 'reload',
  banned: 'none',
  'multi-device-missing': 'newCode',
  'service-changed': 'startOver',
  'storage-damaged': 'startOver',
  'storage-newer': 'reload',
}

/** The one thing to offer under an error, by where it stands and what it is. */
export function wayOn(place: Place, code: ErrorCode): WayOn {
  switch (place) {
    case 'waiting':
      return 'retryNow'
    case 'lost':
      return 'reload'
    case 'refused':
    case 'ended':
      return code === 'storage-damaged' ? 'startOver' : 'newCode'
    case 'stopped':
      return whenStopped[code] ?? 'retryNow'
  }
}
