import type { Clock } from '../../platform/platform.ts'
import type { Jid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { parseGroup, parseGroups } from '../../wire/stanza/group.ts'
import { parseGroupNotification } from '../../wire/stanza/groupNotification.ts'
import { allGroupsRequest, groupRequest } from '../../wire/stanza/groupRequests.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import { RequestError } from '../connection/iqTracker.ts'
import { isPassing } from '../devices/passing.ts'
import type { Line } from '../talk/talk.ts'
import type { UnitOfWork, Work } from '../work/work.ts'
import { type GroupNewsParts, takeGroupNews } from './groupNews.ts'
import { keepGroup } from './groupRows.ts'

/** Not a member of it any more: there is nothing to ask for (chapter 06, error codes). */
const notMember = [401, 403, 404, 410]

export interface GroupsParts extends GroupNewsParts {
  readonly clock: Clock
  readonly work: Work
  readonly line: () => Line | undefined
  /** Something here is broken. */
  readonly onBroken: (cause: unknown) => void
}

/** What is known of groups, and how it is kept true. */
export interface Groups {
  /** Applies a `w:gp2` notification in a unit. Throws StanzaError. */
  readonly take: (unit: UnitOfWork, stanza: WireNode) => Promise<void>
  /**
   * Asks the service about a group, at most once at a time, and resolves when its facts are stored.
   * Throws RequestError when the service did not answer, or not now.
   */
  readonly refresh: (group: Jid) => Promise<void>
  /** Asks for all groups; true when they are stored. */
  readonly refreshAll: () => Promise<boolean>
  /** The same, once in the life of a link. */
  readonly ensureAll: () => Promise<void>
}

/** The groups of one account. */
export function createGroups(parts: GroupsParts): Groups {
  const { book, clock, trace, work } = parts
  const underWay = new Map<Jid, Promise<void>>()

  async function fetch(group: Jid): Promise<void> {
    const line = parts.line()
    if (line === undefined) throw new RequestError('closed')
    try {
      const info = parseGroup(await line.request((id) => groupRequest(id, group)))
      await work.run((unit) => keepGroup(unit, book, info, clock.now()))
    } catch (cause) {
      const code = refusalOf(cause)
      trace({ step: 'request-failed', what: 'group', code })
      if (isClosed(cause) || isPassing(cause)) throw cause
      if (typeof code !== 'number' || !notMember.includes(code)) return
      await work.run(async (unit) => {
        const { chatId } = await book.chatOf(unit, group)
        await book.changeChat(unit, chatId, (row) => ({ ...row, closed: 'left' }))
      })
    }
  }

  function refresh(group: Jid): Promise<void> {
    const running = underWay.get(group)
    if (running !== undefined) return running
    const fetching = fetch(group).finally(() => underWay.delete(group))
    underWay.set(group, fetching)
    return fetching
  }

  /** What could not be had is asked for again by whoever needs it. */
  async function tryRefresh(group: Jid): Promise<void> {
    try {
      await refresh(group)
    } catch (cause) {
      if (!(cause instanceof RequestError)) throw cause
    }
  }

  async function refreshAll(): Promise<boolean> {
    const line = parts.line()
    if (line === undefined) return false
    try {
      const { groups, malformed } = parseGroups(await line.request(allGroupsRequest))
      if (malformed > 0) trace({ step: 'stanza-malformed', rule: 'groups>group' })
      for (const info of groups) {
        await work.run((unit) => keepGroup(unit, book, info, clock.now()))
      }
      await work.run(async (unit) => unit.put('account', 'groupsFetched', { atMs: clock.now() }))
      return true
    } catch (cause) {
      trace({ step: 'request-failed', what: 'groups', code: refusalOf(cause) })
      return false
    }
  }

  return {
    refresh,
    async take(unit, stanza) {
      const news = parseGroupNotification(stanza)
      const told = { id: stanza.attrs['id'] ?? '', nowMs: clock.now() }
      const { stale, chatId } = await takeGroupNews(unit, news, told, parts)
      if (!stale) return
      await book.changeGroup(unit, chatId, (row) => ({
        ...(row ?? { jid: news.group, addressing: news.addressing ?? 'pn', members: [] }),
        stale: true,
      }))
      // The answer to a request never waits behind what waits for it.
      unit.after(() => void tryRefresh(news.group).catch(parts.onBroken))
    },
    refreshAll,
    async ensureAll() {
      if ((await work.reader.get('account', 'groupsFetched')) === undefined) await refreshAll()
    },
  }
}

function isClosed(cause: unknown): boolean {
  return cause instanceof RequestError && cause.code === 'closed'
}

/** The service's number, or why there was no answer that can be read. Anything else is thrown on. */
function refusalOf(cause: unknown): number | string {
  if (cause instanceof RequestError) return cause.refusal || cause.code
  if (cause instanceof StanzaError) return cause.message
  throw cause
}
