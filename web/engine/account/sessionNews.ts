import { bareJid, parseJid } from '../../wire/jid.ts'
import { cleanRequest } from '../../wire/stanza/dirty.ts'
import type { InfoBroadcast } from '../../wire/stanza/infoBroadcast.ts'
import type { Request } from '../connection/iqTracker.ts'
import type { Trace } from '../traceRing.ts'
import type { AccountFacts } from './accountFacts.ts'
import type { Profile } from './profile.ts'

type DirtyMark = Extract<InfoBroadcast, { kind: 'dirty' }>

/** What the service says about the account of a linked device, beside messages and keys. */
export interface SessionNews {
  /** Whether the address is the own account's, by number or LID. */
  isOwn(address: string): boolean
  /**
   * A domain changed unheard. Of `account_sync` the name (which is told again by itself) and the picture
   * are kept: the picture is fetched again, and then the mark is taken off; so it is with `groups`.
   * Nothing is kept of the other domains, so their marks stay for a build that keeps them; they come again with each login.
   */
  dirty(mark: DirtyMark): Promise<void>
  /**
   * Somebody's account was registered anew. For the own one nothing follows from that alone (chapter 05
   * section 7), but when the link ends next, this is the reason. Resolves once it is stored.
   */
  identityChanged(address: string): Promise<void>
}

/** The news of one connection. */
export function createSessionNews(parts: {
  readonly facts: AccountFacts
  readonly trace: Trace
  readonly profile: Profile
  readonly request: Request
  /** Asks for all groups anew; true when they are stored. */
  readonly refreshGroups: () => Promise<boolean>
  /** Sends a request whose refusal does no harm. */
  readonly attempt: (what: string, work: Promise<unknown>) => Promise<unknown>
}): SessionNews {
  const { facts, trace, profile, request, attempt } = parts

  function isOwn(address: string): boolean {
    const { session } = facts.now()
    return [session?.jid, session?.lid].some(
      (own) => own !== undefined && bareJid(parseJid(own)) === address,
    )
  }

  return {
    isOwn,
    async dirty({ type, timestamp }) {
      if (type !== 'account_sync' && type !== 'groups') {
        trace({ step: 'stanza-unknown', tag: `dirty ${type}`.trim() })
        return
      }
      const isCurrent =
        type === 'groups' ? await parts.refreshGroups() : await profile.refreshPicture(request)
      if (!isCurrent) return
      await attempt(
        'clean',
        request((id) => cleanRequest(id, type, timestamp)),
      )
    },
    async identityChanged(address) {
      if (!isOwn(address)) {
        trace({ step: 'stanza-unknown', tag: 'notification encrypt' })
        return
      }
      await facts.change(({ session }) =>
        session === undefined ? undefined : { session: { ...session, phoneChanged: true } },
      )
      trace({ step: 'phone-changed' })
    },
  }
}
