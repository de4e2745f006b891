import type { Clock } from '../../platform/platform.ts'
import { parseJid } from '../../wire/jid.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { parseAboutChange } from '../../wire/stanza/about.ts'
import { usyncRequest } from '../../wire/stanza/usync.ts'
import { parseUsync } from '../../wire/stanza/usyncAnswer.ts'
import { StanzaError } from '../../wire/stanza/stanzaError.ts'
import type { Book } from '../chats/book.ts'
import { RequestError } from '../connection/iqTracker.ts'
import type { Line } from '../talk/talk.ts'
import type { Trace } from '../traceRing.ts'
import type { UnitOfWork, Work } from '../work/work.ts'

export interface AboutsParts {
  readonly clock: Clock
  readonly work: Work
  readonly book: Book
  readonly line: () => Line | undefined
  readonly newId: () => string
  readonly trace: Trace
}

/** What people say about themselves. */
export interface Abouts {
  /** Asks for it; what is stored is shown meanwhile, and stays when there is no answer. */
  refresh(chatId: number): Promise<void>
  /** Takes `<notification type="status">` in a unit. Throws StanzaError. */
  readonly take: (unit: UnitOfWork, stanza: WireNode) => Promise<void>
}

/** The abouts of one account's people. */
export function createAbouts({ clock, work, book, line, newId, trace }: AboutsParts): Abouts {
  async function keep(unit: UnitOfWork, contactId: number, about: string | undefined) {
    const before = await book.contact(unit, contactId)
    if (before === undefined || before.row.about === about) return
    await book.changeContact(unit, contactId, ({ about: _before, ...row }) => ({
      ...row,
      ...(about === undefined ? {} : { about }),
      aboutSetMs: clock.now(),
    }))
  }

  return {
    async refresh(chatId) {
      const on = line()
      const chat = await book.chat(work.reader, chatId)
      if (on === undefined || chat?.row.kind !== 'direct' || chat.row.contactId === undefined)
        return
      const { contactId, jid } = chat.row
      try {
        const answer = await on.request((id) =>
          usyncRequest({
            id,
            sid: newId(),
            protocols: ['status'],
            context: 'interactive',
            users: [{ jid: parseJid(jid) }],
          }),
        )
        const [person] = parseUsync(answer).people
        if (person?.about === undefined) return
        const { text } = person.about
        await work.run((unit) => keep(unit, contactId, text === '' ? undefined : text))
      } catch (cause) {
        if (!(cause instanceof RequestError || cause instanceof StanzaError)) throw cause
        const code = cause instanceof RequestError ? cause.refusal || cause.code : cause.message
        trace({ step: 'request-failed', what: 'about', code })
      }
    },
    async take(unit, stanza) {
      const change = parseAboutChange(stanza)
      if (change?.text === undefined) return
      const text = change.text === '' ? undefined : change.text
      const contactId = await book.findContact(unit, change.from)
      if (contactId !== undefined) await keep(unit, contactId, text)
    },
  }
}
