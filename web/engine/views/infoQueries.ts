import type { Ticks } from '../../bridge/chatViews.ts'
import type { ChatInfo, MemberView, MessageInfo } from '../../bridge/queries.ts'
import type { ChatRow, ReceiptsRow } from '../../storage/talkRows.ts'
import { isJid } from '../../wire/jid.ts'
import { readMessageKey } from '../chats/messageKey.ts'
import { chatRowView } from './chatRowView.ts'
import { namesOf, personView, readTogether } from './personView.ts'
import type { ViewParts } from './viewParts.ts'

type Receipt = ReceiptsRow['people'][number]

/** Who got and who read a message of one's own. Undefined: it is gone. */
export async function messageInfo(
  parts: ViewParts,
  text: string,
): Promise<MessageInfo | undefined> {
  const key = readMessageKey(text)
  const row = key && (await parts.log.get(parts.rows, key))
  if (key === undefined || row === undefined) return undefined
  const receipts = await parts.rows.get('receipts', key)
  const ids = [...(receipts?.of ?? []), ...(receipts?.people ?? []).map((one) => one.contactId)]
  await readTogether(parts, ids)
  const people = new Map<number, MessageInfo['people'][number]>()
  const add = async (receipt: Receipt) => {
    const person = await personView(parts, receipt.contactId)
    const { deliveredMs, readMs, playedMs } = receipt
    const times = { ...pick({ deliveredMs }), ...pick({ readMs }), ...pick({ playedMs }) }
    people.set(person.contactId, { person, ticks: stepOf(receipt), ...times })
  }
  for (const contactId of receipts?.of ?? []) await add({ contactId })
  for (const receipt of receipts?.people ?? []) await add(receipt)
  return { sentMs: key[1], people: [...people.values()] }
}

const pick = <T extends object>(one: T): Partial<T> =>
  Object.values(one)[0] === undefined ? {} : one

function stepOf({ deliveredMs, readMs, playedMs }: Receipt): Ticks {
  if (playedMs !== undefined) return 'played'
  if (readMs !== undefined) return 'read'
  return deliveredMs === undefined ? 'sent' : 'delivered'
}

/** What the panel of a contact or a group shows. Undefined: there is no such chat. */
export async function chatInfo(parts: ViewParts, givenId: number): Promise<ChatInfo | undefined> {
  const found = await parts.book.chat(parts.rows, givenId)
  if (found === undefined) return undefined
  const { chatId, row } = found
  const chat = await chatRowView(parts, chatId, row)
  const [person, group] = await Promise.all([personInfo(parts, row), groupInfo(parts, chatId)])
  return { chat, ...person, ...(group === undefined ? {} : { group }) }
}

async function personInfo(
  parts: ViewParts,
  { contactId }: ChatRow,
): Promise<Pick<ChatInfo, 'person' | 'about' | 'otherNames'>> {
  const found =
    contactId === undefined ? undefined : await parts.book.contact(parts.rows, contactId)
  if (found === undefined) return {}
  const { about } = found.row
  const otherNames = namesOf(found.row).map(({ name }) => name)
  return {
    person: await personView(parts, found.contactId),
    ...(about === undefined ? {} : { about }),
    // The first one is shown as the name.
    otherNames: [...new Set(otherNames)].slice(1),
  }
}

async function groupInfo(parts: ViewParts, chatId: number): Promise<ChatInfo['group']> {
  const group = await parts.book.group(parts.rows, chatId)
  if (group === undefined) return undefined
  await readTogether(
    parts,
    group.members.map(({ contactId }) => contactId),
  )
  const members = await Promise.all(
    group.members.map(
      async ({ contactId, role }): Promise<MemberView> => ({
        person: await personView(parts, contactId),
        role,
      }),
    ),
  )
  const me = group.members.find(({ jid }) => isJid(jid) && parts.book.isMe(jid))
  const { description, createdMs, createdBy } = group
  return {
    members,
    announcement: group.announcement === true,
    locked: group.locked === true,
    ...(description === undefined ? {} : { description }),
    ...(createdMs === undefined ? {} : { createdMs }),
    ...(createdBy === undefined ? {} : { createdBy: await personView(parts, createdBy) }),
    ...(me === undefined ? {} : { me: me.role }),
  }
}
