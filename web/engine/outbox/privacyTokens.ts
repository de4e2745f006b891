import { utf8Encode } from '../../crypto/bytes.ts'
import { hmacSha256 } from '../../crypto/hash.ts'
import { accountOf, isLid } from '../../wire/account.ts'
import { jidParts, type Jid } from '../../wire/jid.ts'
import type { Message } from '../../wire/proto/gen/message_pb.ts'
import { issueTokenRequest } from '../../wire/stanza/privacyToken.ts'
import type { DirectMessage } from '../../wire/stanza/sendMessage.ts'
import { RequestError } from '../connection/iqTracker.ts'
import type { Line } from '../talk/talk.ts'
import type { RowReader } from '../work/work.ts'
import type { OutboxParts } from './outboxParts.ts'

/** A token is good in the week it was given in and the three after it (chapter 05 section 5). */
const WEEK_SEC = 604_800
const WEEKS_BEFORE = 3

/** What shows the service that a person wants to hear from us, and from us that we want it of them. */
export interface PrivacyTokens {
  /** What goes along with a message to this person. */
  forMessage(rows: RowReader, to: Jid, message: Message): Promise<DirectMessage['token']>
  /** After a message went out: gives them a token of ours, once a week. Never throws but 'closed'. */
  issue(to: Jid, line: Line): Promise<void>
}

export function createPrivacyTokens(
  parts: Pick<OutboxParts, 'work' | 'book' | 'clock' | 'trace' | 'nctSalt'>,
): PrivacyTokens {
  const { work, book, clock, trace } = parts
  const nowSec = () => Math.floor(clock.now() / 1000)
  const weekOf = (sec: number) => Math.floor(sec / WEEK_SEC)

  async function contactOf(rows: RowReader, to: Jid) {
    const contactId = await book.findContact(rows, to)
    return contactId === undefined ? undefined : book.contact(rows, contactId)
  }

  return {
    async forMessage(rows, to, message) {
      if (message.protocolMessage !== undefined || isService(to)) return undefined
      const held = (await contactOf(rows, to))?.row.tcToken
      if (held !== undefined && weekOf(held.atSec) >= weekOf(nowSec()) - WEEKS_BEFORE) {
        return { kind: 'tctoken', bytes: held.token }
      }
      const salt = parts.nctSalt?.()
      if (salt === undefined || !isLid(to)) return undefined
      return { kind: 'cstoken', bytes: hmacSha256(salt, utf8Encode(accountOf(to))) }
    },
    async issue(to, line) {
      const found = await contactOf(work.reader, to)
      if (found === undefined || isService(to) || book.isMe(to)) return
      const issued = found.row.tcTokenIssuedSec
      const atSec = nowSec()
      if (issued !== undefined && weekOf(issued) >= weekOf(atSec)) return
      try {
        await line.request((id) => issueTokenRequest(id, accountOf(to), atSec))
      } catch (cause) {
        if (!(cause instanceof RequestError)) throw cause
        const code = cause.code === 'refused' ? cause.refusal : cause.code
        trace({ step: 'request-failed', what: 'privacy-token', code })
        return
      }
      await work.run(async (unit) => {
        await book.changeContact(unit, found.contactId, (row) => ({
          ...row,
          tcTokenIssuedSec: atSec,
        }))
      })
    },
  }
}

/** The service's own announcements, and bots, take no tokens. */
function isService(to: Jid): boolean {
  const { user, server } = jidParts(to)
  return user === '0' || server === 'bot' || user.startsWith('1313555')
}
