import type { MoveView } from '../../../bridge/contract.ts'
import type { ErrorCode } from '../../../bridge/errors.ts'

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' })

/** Short answers beside a file field; what is not here is told as everywhere. */
const inPlace: Partial<Record<ErrorCode, string>> = {
  'move-wrong-passphrase': 'That is not the passphrase of this file.',
  'move-not-a-file': 'This is not a file that Moonlet moved an account in.',
  'move-not-released':
    'The end of this file is missing: the other browser did not let go, or the file was not saved whole. Save it there again.',
  'move-damaged': 'This file is damaged. Save it again in the other browser.',
  'move-newer': 'A newer version of Moonlet wrote this file. Reload this page, then try again.',
  'service-changed': 'This file belongs to another service than this page speaks to.',
  'disk-full': 'There is not enough room in this browser. Nothing of the file was kept.',
}

/** Words about an account that moves to another browser. */
export const move = {
  documentTitle: 'Moving · Moonlet',
  card: {
    title: 'Another browser',
    body: 'This link can move to another browser with everything that is stored here. It moves, it is not copied: this browser lets go of it.',
    open: 'Move to another browser',
  },
  dialog: {
    title: 'Move to another browser',
    again: 'Save the file again',
    what: 'Moonlet saves this account in one encrypted file. When the file is saved, this browser disconnects for good. In the other browser, choose “Move here from another browser” on the link screen.',
    warning:
      'Without both the file and this passphrase nobody can open it, and neither can be shown or reset. Keep the file to yourself and delete it after the move.',
    lock: 'The app lock of this browser does not move along.',
    start: 'Save the file and let go',
    startAgain: 'Save the file',
    cancel: 'Cancel',
    busy: 'Preparing',
  },
  saved: 'The file is saved. Open it in the other browser.',
  unsaved:
    'This browser has let go, but the file could not be saved whole. Save it again before you erase anything here.',
  notSaved: 'The file could not be saved. Nothing has changed: this browser is still linked.',
  progress: 'How much has moved',
  running: {
    title: { out: 'Moving out of this browser', in: 'Moving into this browser' },
    body: {
      out: 'Keep this page open until the file is saved. Until then nothing is let go of.',
      in: 'Keep this page open until everything has arrived.',
    },
    count: ({ done, total }: MoveView) =>
      `${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')} records`,
    cancel: 'Stop, and stay here',
  },
  moved: {
    title: 'This account has moved',
    body: (atMs: number) =>
      `This browser let go of it on ${date.format(atMs)} and does not connect any more. Open the file in the other browser to go on there.`,
    erase: 'Erase here',
    eraseWhy:
      'What is stored here is erased, and the file cannot be saved again. The account in the other browser is not touched.',
    eraseConfirm: 'Yes, erase it here',
  },
  here: {
    open: 'Move here from another browser',
    title: 'Move here from another browser',
    what: 'Choose the file that the other browser saved, and enter its passphrase.',
    file: 'File',
    fileMissing: 'Choose a file.',
    passphrase: 'Passphrase',
    passphraseMissing: 'Enter the passphrase.',
    show: 'Show',
    start: 'Move here',
    busy: 'Opening',
    cancel: 'Cancel',
  },
  inPlace,
}
