import { accounts } from './en/accounts.ts'
import { chatList } from './en/chatList.ts'
import { conversation } from './en/conversation.ts'
import { home } from './en/home.ts'
import { info } from './en/info.ts'
import { later } from './en/later.ts'
import { lock } from './en/lock.ts'
import { logOut } from './en/logOut.ts'
import { move } from './en/move.ts'
import { pairCode } from './en/pairCode.ts'
import { problems } from './en/problems.ts'
import { search } from './en/search.ts'
import { settings } from './en/settings.ts'
import { shortcuts } from './en/shortcuts.ts'
import { start } from './en/start.ts'
import { storage } from './en/storage.ts'
import { unsupported } from './en/unsupported.ts'

/**
 * The catalogue: every word of the product, in English. Functions take what varies; nothing is glued
 * together in components. It lies in parts, so that the first screen loads only its own words.
 */
export const en = {
  ...start,
  ...later,
  ...problems,
  ...home,
  chatList,
  conversation,
  info,
  move,
  pairCode,
  search,
  ...accounts,
  ...settings,
  storage,
  ...shortcuts,
  ...lock,
  ...logOut,
  ...unsupported,
}
