import { CARE_FAULTS } from './careFaults.ts'
import { HISTORY_FAULTS } from './historyFaults.ts'
import { INBOX_FAULTS } from './inboxFaults.ts'
import { LOCK_FAULTS } from './lockFaults.ts'
import { MESSAGE_FAULTS } from './messageFaults.ts'
import { MOVE_FAULTS } from './moveFaults.ts'
import { PAGE_FAULTS } from './pageFaults.ts'
import { PAIR_CODE_FAULTS } from './pairCodeFaults.ts'
import { PEOPLE_FAULTS } from './peopleFaults.ts'
import { SEARCH_FAULTS } from './searchFaults.ts'
import { SENDING_FAULTS } from './sendingFaults.ts'
import { SESSION_FAULTS } from './sessionFaults.ts'
import { SIGNAL_FAULTS } from './signalFaults.ts'
import { STORE_FAULTS } from './storeFaults.ts'
import { VIEW_FAULTS } from './viewFaults.ts'
import { type Fault, FAULTS as OTHER_FAULTS } from './faults.ts'

/** Every fault that is planted, in the order of the lists. */
export const FAULTS: readonly Fault[] = [
  ...OTHER_FAULTS,
  ...PAIR_CODE_FAULTS,
  ...LOCK_FAULTS,
  ...SESSION_FAULTS,
  ...SIGNAL_FAULTS,
  ...MESSAGE_FAULTS,
  ...PEOPLE_FAULTS,
  ...INBOX_FAULTS,
  ...SENDING_FAULTS,
  ...STORE_FAULTS,
  ...PAGE_FAULTS,
  ...SEARCH_FAULTS,
  ...HISTORY_FAULTS,
  ...VIEW_FAULTS,
  ...CARE_FAULTS,
  ...MOVE_FAULTS,
]
