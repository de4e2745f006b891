import type { ContactRow } from '../../storage/talkRows.ts'
import { accountOf, isLid } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import type { UnitOfWork } from '../work/work.ts'
import { createAddressPairs } from './addressPairs.ts'
import type { Authority, Book } from './book.ts'
import { createChats } from './chatRows.ts'
import { createHashes, type Hash } from './hashes.ts'
import { createPeople } from './people.ts'

export interface BookParts {
  /** The keyed hash of an address (`AccountStore.addressKey`). */
  readonly addressKey: Hash
  /** The addresses of the account itself, with or without device. */
  /** The same object as long as they are the same. */
  readonly own: () => { readonly pn: Jid; readonly lid?: Jid | undefined }
}

/** People and chats of one account. See `Book`. */
export function createBook({ addressKey, own }: BookParts): Book {
  const hash = createHashes(addressKey)
  const pairs = createAddressPairs(hash)
  const people = createPeople(hash, pairs)

  /** Asked for every message: what it needs is worked out once for the same answer of `own`. */
  let mine: { readonly of: ReturnType<typeof own>; readonly accounts: ReadonlySet<Jid> } | undefined

  function isMe(jid: Jid): boolean {
    const of = own()
    if (mine?.of !== of) {
      const { pn, lid } = of
      mine = { of, accounts: new Set([pn, ...(lid === undefined ? [] : [lid])].map(accountOf)) }
    }
    // Most addresses are plain ones of other people, who need no look at their parts.
    return mine.accounts.has(jid) || (!PLAIN.test(jid) && mine.accounts.has(accountOf(jid)))
  }

  const chats = createChats({ hash, pairs, people, isMe })
  const hooks: Book['hooks'] = { onPair: undefined }

  async function learn(
    unit: UnitOfWork,
    pnAsGiven: Jid,
    lidAsGiven: Jid,
    authority: Authority,
  ): Promise<void> {
    const learnt = await pairs.news(unit, pnAsGiven, lidAsGiven, authority)
    if (learnt === undefined) return
    const { pn, lid, stale } = learnt
    await hooks.onPair?.(unit, pn, lid)
    for (const jid of stale) {
      await people.detach(unit, jid)
      await chats.detach(unit, jid)
    }
    await pairs.store(unit, learnt, authority)
    const joined = await chats.join(unit, pn, lid, await people.join(unit, pn, lid))
    if (joined !== undefined) await hooks.onJoined?.(unit, joined)
  }

  async function tellChat(unit: UnitOfWork, row: ContactRow): Promise<void> {
    const address = row.lid ?? row.pn
    const found = address && (await chats.findChat(unit, address as Jid))
    if (found) await chats.changeChat(unit, found.chatId, (chat) => chat)
  }

  const changeContact: Book['changeContact'] = async (unit, contactId, change) => {
    const found = await people.contact(unit, contactId)
    if (found === undefined) return undefined
    const row = { ...change(found.row), rev: found.row.rev + 1 }
    unit.put('contacts', found.contactId, row)
    unit.changedPerson(found.contactId)
    await tellChat(unit, row)
    return row
  }

  return {
    hooks,
    isMe,
    learn,
    myContact: async (rows) => await people.findContact(rows, own().pn),
    changeContact,
    findChat: chats.findChat,
    chat: chats.chat,
    changeChat: chats.changeChat,
    findContact: people.findContact,
    contactOf: people.contactOf,
    contact: people.contact,
    async chatOf(unit, jid, alt) {
      if (alt !== undefined) await learn(unit, ...inOrder(jid, alt), 'strong')
      return await chats.chatOf(unit, jid)
    },
    lidOf: async (rows, pn) => (isLid(pn) ? accountOf(pn) : await pairs.otherOf(rows, pn)),
    pnOf: async (rows, lid) => (isLid(lid) ? await pairs.otherOf(rows, lid) : accountOf(lid)),
    async name(unit, contactId, source, name) {
      const text = name.trim()
      const value = text === '' || text === '-' ? undefined : text
      const found = await people.contact(unit, contactId)
      if (found === undefined || found.row.names[source] === value) return
      await changeContact(unit, contactId, (row) => ({
        ...row,
        names: { ...row.names, [source]: value },
      }))
    },
    async group(rows, chatId) {
      return await rows.get('groups', chatId)
    },
    async changeGroup(unit, chatId, change) {
      unit.put('groups', chatId, change(await unit.get('groups', chatId)))
      await chats.changeChat(unit, chatId, (row) => row)
    },
  }
}

/** A plain account, of a person or a group, stands for itself. */
const PLAIN = /^[\d-]+@(?:lid|s\.whatsapp\.net|g\.us)$/

function inOrder(jid: Jid, alt: Jid): [pn: Jid, lid: Jid] {
  return isLid(jid) ? [alt, jid] : [jid, alt]
}
