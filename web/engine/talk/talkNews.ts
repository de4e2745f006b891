import type { Clock } from '../../platform/platform.ts'
import { accountOf, isLid } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import { child, type WireNode } from '../../wire/node/node.ts'
import { parseIdentityChange } from '../../wire/stanza/identityChange.ts'
import { parsePictureChange } from '../../wire/stanza/pictureChange.ts'
import { parseTrustedContactTokens } from '../../wire/stanza/privacyToken.ts'
import type { Book } from '../chats/book.ts'
import type { MessageLog } from '../chats/log.ts'
import type { Cipher } from '../cipher/cipher.ts'
import type { Turn } from '../connection/arrivalQueue.ts'
import type { Devices } from '../devices/devices.ts'
import type { Groups } from '../groups/groups.ts'
import type { Abouts } from '../people/abouts.ts'
import type { Pictures } from '../people/pictures.ts'
import { noteIdentity } from '../people/identityNews.ts'
import type { UnitOfWork, Work } from '../work/work.ts'
import type { Taken } from './talk.ts'

export interface TalkNewsParts {
  readonly work: Work
  readonly book: Book
  readonly log: MessageLog
  readonly cipher: Cipher
  readonly devices: Devices
  readonly groups: Groups
  readonly pictures: Pictures
  readonly abouts: Abouts
  readonly clock: Clock
}

type TakeNews = (unit: UnitOfWork, stanza: WireNode) => Promise<void>

/** What the service tells of people, their devices and groups. */
export function createTalkNews(parts: TalkNewsParts): {
  /** Takes a notification; 'unknown' for those that conversations have no part in. */
  take(stanza: WireNode, turn: Turn): Promise<Taken>
} {
  const { work, book, devices, groups, pictures, abouts } = parts

  function readerOf(stanza: WireNode): TakeNews | undefined {
    if (stanza.tag !== 'notification') return undefined
    switch (stanza.attrs['type']) {
      case 'w:gp2':
        return groups.take
      case 'devices':
        return async (unit) => void (await devices.takeNotification(unit, stanza))
      case 'account_sync':
        // The others of this type belong to the account itself.
        if (child(stanza, 'devices') === undefined) return undefined
        return async (unit) => void (await devices.takeNotification(unit, stanza))
      case 'picture':
        // The own picture belongs to the account itself.
        return book.isMe(parsePictureChange(stanza).of) ? undefined : pictures.take
      case 'status':
        return abouts.take
      case 'encrypt':
        return identityReader(stanza)
      case 'privacy_token':
        return takeTokens
      default:
        return undefined
    }
  }

  /** Of the own account it says nothing here, and of companions nothing at all. */
  function identityReader(stanza: WireNode): TakeNews | undefined {
    const change = parseIdentityChange(stanza)
    if (change === undefined || book.isMe(change.from)) return undefined
    return async (unit) => {
      const { from, lid } = change
      if (lid !== undefined && !isLid(from)) await book.learn(unit, from, lid, 'strong')
      await parts.cipher.forgetUser(unit, accountOf(from))
      await devices.forget(unit, lid === undefined ? [accountOf(from)] : [accountOf(from), lid])
      const id = stanza.attrs['id'] ?? ''
      await noteIdentity(unit, parts, { sender: from, id, atMs: parts.clock.now() })
    }
  }

  async function takeTokens(unit: UnitOfWork, stanza: WireNode): Promise<void> {
    for (const { from, lid, token, timestampSec } of parseTrustedContactTokens(stanza)) {
      await learnPair(unit, from, lid)
      const contactId = await book.contactOf(unit, from)
      const atSec = timestampSec ?? Math.floor(parts.clock.now() / 1000)
      await book.changeContact(unit, contactId, (row) =>
        (row.tcToken?.atSec ?? 0) > atSec ? row : { ...row, tcToken: { token, atSec } },
      )
    }
  }

  async function learnPair(unit: UnitOfWork, from: Jid, other: Jid | undefined): Promise<void> {
    if (other === undefined || isLid(from) === isLid(other)) return
    const [pn, lid] = isLid(from) ? [other, from] : [from, other]
    await book.learn(unit, pn, lid, 'strong')
  }

  return {
    async take(stanza, turn) {
      const read = readerOf(stanza)
      if (read === undefined) return 'unknown'
      const taken = work.run((unit) => read(unit, stanza))
      turn.begun()
      await taken
      return 'answer'
    },
  }
}
