import { beforeEach, describe, expect, it } from 'vitest'
import { openOutboxStage } from '../../../e2e/node/outboxStage.ts'
import { group, people } from '../../../e2e/node/talkRooms.ts'
import { seededRandom } from '../../platform/fakes.ts'
import { accountOf } from '../../wire/account.ts'
import type { Jid } from '../../wire/jid.ts'
import { child, children, node, type WireNode } from '../../wire/node/node.ts'
import { messageKeyText } from '../chats/messageKey.ts'
import { makeParty } from '../cipher/testParty.ts'
import { RequestError } from '../connection/iqTracker.ts'

const ann = people.ann.lid
const bob = people.bob.lid

let stage: Awaited<ReturnType<typeof openOutboxStage>>

beforeEach(async () => {
  stage = await openOutboxStage(await makeParty(ann, seededRandom(8)))
})

const messages = () => stage.sent.filter(({ tag }) => tag === 'message')

async function chatOf(jid: Jid): Promise<number> {
  return (await stage.work.run((unit) => stage.book.chatOf(unit, jid))).chatId
}

async function say(chatId: number, text: string): Promise<void> {
  const command = { type: 'sendText', clientId: text, chatId, text } as const
  expect(await stage.outbox.run(command, 'window')).toEqual({ ok: true })
  await stage.quiet()
}

/** The service's word about the last stanza. */
async function acknowledge(attrs: Record<string, string> = {}): Promise<void> {
  const { id = '', to = '' } = messages().at(-1)?.attrs ?? {}
  const ack = node('ack', { class: 'message', id, from: to, t: '1', ...attrs })
  await stage.work.run((unit) => stage.outbox.takeAck(unit, ack))
  await stage.quiet()
}

async function newest(chatId: number) {
  const [found] = await stage.log.older(stage.work.reader, chatId, 1)
  if (found === undefined) throw new Error('nothing was stored')
  return found
}

/** Who gets keys in a stanza. */
function named(stanza: WireNode | undefined): readonly (string | undefined)[] {
  const list = stanza && child(stanza, 'participants')
  return list === undefined ? [] : children(list).map(({ attrs }) => attrs['jid'])
}

/** The numbers of the own keys of groups. */
async function keyIds(): Promise<readonly unknown[]> {
  const rows = await stage.store.getAll('ownSenderKeys')
  return rows.map(({ row }) => (row.state as { readonly keyId: number }).keyId)
}

async function setMembers(all: readonly Jid[], stale?: true): Promise<number> {
  return stage.work.run(async (unit) => {
    const { chatId } = await stage.book.chatOf(unit, group)
    const members = await Promise.all(
      all.map(async (jid) => ({
        contactId: await stage.book.contactOf(unit, jid),
        jid: accountOf(jid),
        role: 'member' as const,
      })),
    )
    await stage.book.changeGroup(unit, chatId, () => ({
      jid: group,
      addressing: 'lid',
      members,
      fetchedMs: 1,
      ...(stale === undefined ? {} : { stale }),
    }))
    return chatId
  })
}

describe('a message to a group', () => {
  it('gives its key to nobody who left while the keys of others were asked for', async () => {
    const chatId = await setMembers([people.me.lid, ann, bob])
    stage.service.onReach = async () => {
      stage.service.onReach = async () => {}
      await setMembers([people.me.lid, ann])
    }
    await say(chatId, 'among us')
    expect(messages()).toHaveLength(1)
    expect(named(messages()[0])).toContain(ann)
    expect(named(messages()[0])).not.toContain(bob)
  })

  it('waits while the service does not say who is in it', async () => {
    const chatId = await setMembers([people.me.lid, ann], true)
    stage.service.onRefresh = () => Promise.reject(new RequestError('timeout'))
    await say(chatId, 'later')
    expect(messages()).toEqual([])
    expect((await newest(chatId)).row.ticks).toBe('pending')
    stage.service.onRefresh = async () => void (await setMembers([people.me.lid, ann]))
    await stage.clock.advance(1000)
    await stage.quiet()
    expect(messages()).toHaveLength(1)
  })

  it('goes once more to those alone who were missed', async () => {
    const chatId = await setMembers([people.me.lid, ann])
    await say(chatId, 'to all')
    await setMembers([people.me.lid, ann, bob])
    await acknowledge({ phash: '2:bbbbbbbb' })
    expect(messages()).toHaveLength(2)
    expect(named(messages()[1])).toEqual([bob])
    await acknowledge()
    expect(await stage.store.count('outbox')).toBe(0)
  })

  it('goes under a new key to all when somebody who got it should not have', async () => {
    const chatId = await setMembers([people.me.lid, ann, bob])
    await say(chatId, 'to all')
    await setMembers([people.me.lid, ann])
    const before = await keyIds()
    await acknowledge({ phash: '2:bbbbbbbb' })
    expect(await keyIds()).not.toEqual(before)
    expect(named(messages()[1])).toContain(ann)
    expect(named(messages()[1])).not.toContain(bob)
  })
})

describe('a message that somebody has', () => {
  it('is not called failed because the rest is refused', async () => {
    const chatId = await setMembers([people.me.lid, ann])
    await say(chatId, 'to all')
    await setMembers([people.me.lid, ann, bob])
    await acknowledge({ phash: '2:bbbbbbbb' })
    await acknowledge({ error: '400' })
    const { row } = await newest(chatId)
    expect(row.ticks).toBe('sent')
    expect(row).not.toHaveProperty('error')
  })
})

describe('a reaction of which nobody was missed', () => {
  it('can be asked for again', async () => {
    const chatId = await chatOf(ann)
    await say(chatId, 'hello')
    await acknowledge()
    const key = messageKeyText((await newest(chatId)).key)
    const react = { type: 'react', clientId: 'r', chatId, key, emoji: '🌙' } as const
    expect(await stage.outbox.run(react, 'window')).toEqual({ ok: true })
    await stage.quiet()
    await acknowledge({ phash: '2:bbbbbbbb' })
    expect(await stage.store.count('outbox')).toBe(0)
    expect(await stage.store.count('sent')).toBe(1)
  })
})

describe('a new security code', () => {
  async function withNewCode(): Promise<number> {
    const chatId = await chatOf(ann)
    stage.settings.value = { ...stage.settings.value, confirmIdentity: true }
    stage.service.onReach = async () => {
      stage.service.onReach = async () => {}
      await stage.work.run(async (unit) => {
        const contact = await stage.book.contactOf(unit, ann)
        await stage.book.changeContact(unit, contact, (row) => ({ ...row, identityChangedMs: 1 }))
      })
    }
    return chatId
  }

  it('holds what was written before it was known, until the person sends it again', async () => {
    const chatId = await withNewCode()
    await say(chatId, 'secret')
    expect(messages()).toEqual([])
    const { key, row } = await newest(chatId)
    expect(row).toMatchObject({ ticks: 'failed', error: { code: 'identity-changed' } })
    const again = { type: 'sendAgain', chatId, key: messageKeyText(key) } as const
    expect(await stage.outbox.run(again, 'window')).toEqual({ ok: true })
    await stage.quiet()
    expect(messages()).toHaveLength(1)
  })

  it('keeps reactions and edits from being sent', async () => {
    const chatId = await chatOf(ann)
    await say(chatId, 'hello')
    await acknowledge()
    const { key } = await newest(chatId)
    await withNewCode()
    await stage.service.onReach()
    const about = { clientId: 'a', chatId, key: messageKeyText(key) }
    const refused = { ok: false, error: { code: 'identity-changed' } }
    expect(
      await stage.outbox.run({ type: 'react', ...about, emoji: '🌙' }, 'window'),
    ).toMatchObject(refused)
    expect(
      await stage.outbox.run({ type: 'editText', ...about, text: 'more' }, 'window'),
    ).toMatchObject(refused)
    expect(messages()).toHaveLength(1)
  })
})
