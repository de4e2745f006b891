import type { ErrorCode, PlainError } from '../../bridge/errors.ts'

/** Where an error stands: in a view of the connection, of the link, or in place of the engine. */
export type Place = 'waiting' | 'stopped' | 'refused' | 'ended' | 'lost'

/** What the button under an error does. `openOrStartOver` offers the second only beside the first. */
export type WayOn = 'retryNow' | 'newCode' | 'startOver' | 'openOrStartOver' | 'reload' | 'none'

/** Codes whose way on is another one than trying to connect again. */
const whenStopped: Partial<Record<ErrorCode, WayOn>> = {
  outdated: 'reload',
  internal: 'reload',
  'engine-lost': 'reload',
  'multi-device-missing': 'newCode',
  'service-changed': 'startOver',
  // It may have been a passing fault of the browser, and erasing cannot be taken back.
  'storage-damaged': 'openOrStartOver',
  // A database that the browser itself cannot open any more fails like one that it forbids.
  'storage-failed': 'openOrStartOver',
  'storage-newer': 'reload',
}

/** The one thing to offer under an error, by where it stands and what it is. */
export function wayOn(place: Place, { code, remedy }: PlainError): WayOn {
  switch (place) {
    case 'waiting':
      // A ban is waited for; asking sooner is not heard.
      return code === 'banned' ? 'none' : 'retryNow'
    case 'lost':
      return 'reload'
    case 'refused':
    case 'ended':
      return code === 'storage-damaged' ? 'startOver' : 'newCode'
    case 'stopped':
      return whenStopped[code] ?? (remedy === 'no' ? 'none' : 'retryNow')
  }
}
