import { formatSeconds, formatSpan, hostOf } from '../formats.ts'

/** Words of the first screen and of what must work when nothing else can be loaded. */
export const start = {
  locale: 'en',
  product: 'Moonlet',
  titles: {
    link: 'Link this browser · Moonlet',
    other: 'Moonlet',
  },
  skip: 'Skip to the content',
  service: {
    label: 'Service',
    sandbox: 'Practice service (sandbox)',
    other: (name: string, url: string) => `${name} through ${hostOf(url)}`,
    clock: (clock: { readonly offsetMs: number; readonly rate: number }) => {
      const speed = clock.rate === 1 ? [] : [`runs ${formatNumberOf(clock.rate)}×`]
      const ahead = clock.offsetMs > 0 ? 'ahead' : 'behind'
      const shift = clock.offsetMs === 0 ? [] : [`${formatSpan(Math.abs(clock.offsetMs))} ${ahead}`]
      return `Test clock: ${[...speed, ...shift].join(', ')}`
    },
  },
  link: {
    title: 'Link this browser',
    lead: 'Your phone stays in charge: it decides which browsers belong to your account, and can remove this one at any time.',
    steps: [
      'On your phone, open WhatsApp and find Linked devices in its menu or settings.',
      'Choose to link a new device.',
      'Hold the phone’s camera over the code until it is recognised.',
    ],
    stepsLabel: 'How to link',
    practiceLead: 'No real phone is needed here.',
    practicePhone: 'Open the practice phone',
    remember: 'Keep me linked on this browser',
    rememberOn: 'Closing the page or restarting keeps the link.',
    rememberOff:
      'Closing or reloading the last Moonlet tab ends the link here. The phone still lists this browser until you remove it there.',
    rememberImpossible:
      'This browser cannot keep keys, as in some private windows. Closing or reloading the last Moonlet tab ends the link here; the phone still lists this browser until you remove it there.',
    rememberChanging: 'Making fresh keys for a new code.',
    qrLabel: (number: number, of: number, lifeMs: number) =>
      `QR code for linking, ${number} of ${of}. It is valid for ${formatSpan(lifeMs)} after it appears.`,
    position: (number: number, of: number) => `Code ${number} of ${of}`,
    untilNext: (seconds: number) => `Next code in ${formatSeconds(seconds)}`,
    untilEnd: (seconds: number) => `Ends in ${formatSeconds(seconds)}`,
    preparing: {
      engine: 'Opening what is stored here',
      dial: 'Connecting to the service',
      code: 'Waiting for a code',
    },
    byNumber: 'Link with phone number instead',
    codeWaits: 'Back to the code for your phone',
  },
  actions: {
    newCode: 'Show a new code',
    linkAgain: 'Link again',
    retryNow: 'Try now',
    tryAgain: 'Try again',
    useHere: 'Use it here',
    reload: 'Reload',
    startOver: 'Start over',
    startOverConfirm: 'Erase and start over',
    startOverWhy:
      'This erases everything Moonlet stored in this browser for this account. Your phone and its chats are not touched.',
    cancel: 'Keep it',
  },
  retired: {
    title: 'A newer version is running',
    body: 'Another tab has already moved to it. Reload this tab to go on; nothing is lost.',
  },
  partMissing: 'A part of this page could not be loaded. Reload once the network is back.',
  crashed: {
    title: 'This page broke',
    body: 'The link and everything stored are safe. Reloading usually helps. If it keeps happening, start over.',
  },
  /** For the live region; worded unlike the screen, so that nobody meets a sentence twice. */
  announce: {
    code: (number: number, of: number, lifeMs: number) =>
      number === 1
        ? `A code is ready to scan, valid for ${formatSpan(lifeMs)}.`
        : `New code, ${number} of ${of}.`,
    expired: 'The codes have run out. You can ask for a new one.',
    confirming: 'A phone took the code. Finishing the link.',
    linked: 'The link is made.',
  },
  independence:
    'Moonlet is an independent project. It is not made, endorsed or supported by WhatsApp or Meta.',
}

function formatNumberOf(value: number): string {
  return new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(value)
}
