import type { Account } from '../state/accounts.ts'

/** Settings and their values (06 section 6); the first is what an account begins with. */
export const PRIVACY: Readonly<Record<string, readonly string[]>> = {
  readreceipts: ['all', 'none'],
  last: ['all', 'contacts', 'contact_blacklist', 'none'],
  profile: ['all', 'contacts', 'contact_blacklist', 'none'],
  status: ['all', 'contacts', 'contact_blacklist', 'none'],
  online: ['all', 'match_last_seen', 'none'],
  groupadd: ['all', 'contacts', 'contact_blacklist'],
  calladd: ['all', 'known', 'contacts'],
  messages: ['all', 'contacts'],
  defense: ['off', 'on_standard'],
  stickers: ['all', 'contacts', 'none'],
  linked_profiles: ['all', 'contacts', 'none'],
}

/** The value of a setting. */
export function privacyOf(account: Account, name: string): string {
  return account.privacy.get(name) ?? PRIVACY[name]?.[0] ?? 'all'
}

/** Whether somebody may see what a setting of an account protects. */
export function mayKnow(account: Account, reader: Account, name: string): boolean {
  if (account === reader) return true
  if (account.blocked.has(reader.lid)) return false
  switch (privacyOf(account, name)) {
    case 'none':
      return false
    case 'contacts':
      return account.contacts?.includes(reader.number) !== false
    case 'match_last_seen':
      return mayKnow(account, reader, 'last')
    default:
      return true
  }
}
