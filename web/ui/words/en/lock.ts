import { formatSpan } from '../formats.ts'

/** Words of a locked window. Nothing here may say whose account it is. */
export const lock = {
  lock: {
    documentTitle: 'Locked · Moonlet',
    title: 'Moonlet is locked',
    lead: 'Whose account this is, and everything in it, stays closed until you unlock it.',
    passphrase: 'Passphrase',
    show: 'Show',
    unlock: 'Unlock',
    unlocking: 'Unlocking',
    withPasskey: 'Unlock with your passkey',
    passkeyLead: 'Your browser will ask for the passkey that locks this account.',
    empty: 'Enter the passphrase.',
    wrong: 'That was not the passphrase.',
    wrongPasskey: 'That passkey did not unlock it.',
    /** Said once; the countdown beside it is for the eyes. */
    pause: (pauseMs: number) =>
      `After several wrong tries there is a pause. You can try again in ${formatSpan(pauseMs)}.`,
    next: (seconds: number) => `Next try in ${formatSpan(seconds * 1000)}`,
    passkeyCancelled: 'No passkey was used. Try again when it is at hand.',
    passkeyImpossible: 'This browser cannot use that passkey here.',
    forgot: 'Forgot it?',
    forgotTitle: 'Nobody can open it without its secret',
    forgotBody:
      'It is not stored anywhere, so it cannot be shown or reset. You can start over: everything this account stored in this browser is erased, and you link again with your phone. Your phone and its chats are not touched. Afterwards, remove the old entry under Linked devices on the phone.',
  },
}
