import { formatSpan } from '../formats.ts'
import { formatBytes } from '../sizes.ts'

/** Words of the settings, loaded with them. */
export const settings = {
  settings: {
    title: 'Settings',
    shortcuts: 'Keyboard shortcuts',
    talk: {
      writing: 'Writing',
      enterSends: 'Enter sends',
      enterSendsOn: 'Enter sends a message, Shift + Enter begins a new line.',
      enterSendsOff: 'Enter begins a new line, Shift + Enter sends.',
      notices: 'Notifications',
      notifications: 'Tell me of new messages',
      notificationsWhy: {
        granted: 'While no window of Moonlet has your attention.',
        default: 'Your browser will ask once whether Moonlet may.',
        denied:
          'Your browser does not let Moonlet do this. Change that in its settings for this page.',
        none: 'This browser knows no notifications.',
      },
      content: 'Show who writes and what',
      contentOn: 'Whoever looks at this screen can read it.',
      contentOff: 'A notification says only that there is a new message.',
      privacy: 'Privacy',
      readReceipts: 'Send read receipts',
      readReceiptsOn: 'Others see when you have read their messages here.',
      readReceiptsOff: 'Nobody learns from this browser what you have read.',
      confirmIdentity: 'Ask when a security code changed',
      confirmIdentityOn:
        'Before you next write to a contact whose security code changed, Moonlet asks.',
      confirmIdentityOff: 'A changed security code is noted in the chat, and nothing is asked.',
    },
    lock: {
      title: 'App lock',
      off: 'Off. Whoever uses this browser profile can open this account.',
      on: {
        passphrase: 'On. Opens with your passphrase.',
        passkey: 'On. Opens with your passkey.',
      },
      what: 'Locked, Moonlet forgets the key to everything this account stored here, disconnects, and shows nothing of it.',
      unavailable:
        'A lock needs a link that is kept on this browser. This one ends with its last tab.',
      usePassphrase: 'Set a passphrase',
      usePasskey: 'Use a passkey',
      change: 'Change',
      turnOff: 'Turn off',
      lockNow: 'Lock now',
      shortcut: 'Alt + Shift + L',
      idle: 'Lock by itself',
      idleWhy: 'Counted from the last time you did something in a window that shows this account.',
      idleAfter: (minutes: number) =>
        minutes === 0 ? 'Never' : `After ${formatSpan(minutes * 60_000)}`,
    },
    setLock: {
      title: { set: 'Set an app lock', change: 'Change the app lock' },
      forgetting:
        'If you forget it, nobody can open what this account stored here: it cannot be shown, reset or recovered. You would start over and link again with your phone. Your phone and its chats would not be touched.',
      losing:
        'If you lose this passkey, nobody can open what this account stored here. You would start over and link again with your phone. Your phone and its chats would not be touched.',
      how: 'Opens with',
      passphrase: 'A passphrase',
      passkey: 'A passkey',
      passkeyWhy:
        'Your device or security key, with its fingerprint, face or PIN. Your browser asks for it each time.',
      passkeyName: 'Moonlet app lock',
      current: 'Present passphrase',
      currentPasskey: 'Your browser will ask for the present passkey first.',
      fresh: 'New passphrase',
      freshHint: 'At least 8 characters. A few unrelated words are strong and easy to remember.',
      again: 'The same once more',
      show: 'Show',
      confirm: 'Lock with this',
      confirmPasskey: 'Make a passkey',
      busy: 'Setting the lock',
      cancel: 'Cancel',
      tooShort: 'At least 8 characters are needed.',
      different: 'The two are not the same.',
      currentMissing: 'Enter the present passphrase.',
      currentWrong: 'That is not the present passphrase.',
      passkeyWrong: 'That is not the passkey that opens this lock.',
      cancelled: 'No passkey was used. Nothing was changed.',
      noPrf:
        'This passkey cannot lock an app: its authenticator lacks what that needs. Nothing was changed. Remove it from your passkeys, or choose another device or a passphrase.',
      unsupported: 'This browser has no passkeys that can lock an app.',
      pause: (pauseMs: number) =>
        `After several wrong tries there is a pause of ${formatSpan(pauseMs)}.`,
      strength: {
        label: 'Strength:',
        short: 'Too short yet',
        weak: 'Easy to guess',
        fair: 'Takes effort to guess',
        strong: 'Hard to guess',
      },
    },
    removeLock: {
      title: 'Turn off the app lock?',
      body: 'Then whoever uses this browser profile can open this account.',
      confirm: 'Turn off',
      busy: 'Turning it off',
      cancel: 'Keep the lock',
    },
    storage: {
      title: 'Storage in this browser',
      keptYes: 'Kept. This browser promised not to clear it by itself.',
      keptNo: 'Not promised. This browser may clear it when space runs low.',
      keptUnknown: 'This browser does not say whether it may clear it.',
      memory: 'In memory only. It ends with the last tab.',
      used: (used: number, quota: number) =>
        `All accounts of this page together use ${formatBytes(used)} of the ${formatBytes(quota)} that the browser gives them.`,
      ask: 'Ask the browser to keep it',
      page: 'What is stored here, and freeing space',
      refused:
        'This browser did not promise it. Installing Moonlet from its menu, or bookmarking it, helps.',
    },
  },
}
