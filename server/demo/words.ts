import type { FaultName } from './faults.ts'

/** Every text of the demo page. */
export const words = {
  title: 'Moonlet, both sides',
  lead: 'A simulated phone and a browser, on this computer alone.',
  show: 'Show',
  phone: 'Phone',
  browser: 'Browser',
  phoneFrame: 'The simulated phone',
  browserFrame: 'The companion in the browser',
  address: 'localhost',
  faults: {
    heading: 'Make something go wrong',
    lead: 'Each button disturbs the browser’s connection once.',
    sent: (fault: string) => `Done: ${fault}.`,
    noConnection: 'The browser has no connection to disturb right now.',
    failed: 'The sandbox did not accept that.',
    unreachable: 'The sandbox does not answer.',
    names: {
      expireRef: 'Expire this code',
      drop: 'Drop the connection',
      freeze: 'Freeze for 10 seconds',
      delay: 'Slow down by 2 seconds',
      streamError: 'Ask for a restart',
      badHmac: 'Spoil the next code’s proof',
      badSignature: 'Forge the next signature',
      badCertificate: 'Show a wrong certificate',
      clear: 'Clear all of these',
    } satisfies Record<FaultName, string>,
    restartHeading: 'Start over',
    restart: 'Stop the server and start it again: browsers stay linked. To forget everything:',
    freshCommand: 'npm start -- --fresh',
  },
} as const
