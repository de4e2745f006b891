import { formatBytes } from '../sizes.ts'

/** Words about the accounts of this browser, loaded with the part that keeps them. */
export const accounts = {
  accounts: {
    /** The button with the picture: whose account this is, and that there is more behind it. */
    button: (name: string) => `Accounts: ${name}`,
    menu: 'Accounts in this browser',
    locked: 'Locked account',
    fresh: 'New account',
    gone: 'Account no longer linked',
    moved: 'Account that moved',
    nameless: 'No name yet',
    unknown: 'Account',
    numbered: (name: string, number: number) => `${name} ${number}`,
    states: {
      online: 'Connected',
      connecting: 'Connecting',
      waiting: 'Offline',
      locked: 'Locked',
      attention: 'Needs attention',
      ended: 'No longer linked',
      moved: 'Moved to another browser',
      evicted: 'Removed by the browser',
      fresh: 'Not linked yet',
      opening: 'Opening',
    },
    add: 'Link another account',
    lockNow: 'Lock now',
    back: {
      label: 'Other accounts',
      /** Over the codes of an account that is being added. */
      adding: 'You are linking another account. Going back discards these codes.',
      /** Over the words about an account that ended. */
      others: 'Your other accounts are not affected.',
      to: (name: string) => `Go to ${name}`,
    },
  },
  eviction: {
    title: 'Your browser removed what Moonlet had stored',
    body: 'This browser was linked. When space runs low, or after a long pause, browsers clear what pages keep, and the link went with it. Your phone and its chats are not affected.',
    helps: 'So that it stays next time:',
    ways: [
      'After linking, let the browser keep Moonlet’s data when it asks, or under Settings here.',
      'Install Moonlet from the browser’s menu, or bookmark it: browsers keep what is used on purpose.',
      'Free some space on this device.',
    ],
    putAway: 'Understood',
  },
  room: {
    little: (freeBytes: number) =>
      `This browser gives Moonlet only ${formatBytes(freeBytes)} more. That is little: a link may fail, or be removed when space runs out. Private windows and full disks are the usual reasons.`,
  },
}
