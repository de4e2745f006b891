import { describe, expect, it } from 'vitest'
import type { TalkCommand } from '../../bridge/contract.ts'
import { parseJid } from '../../wire/jid.ts'
import { openFakeTalk, textBytes } from '../../../e2e/node/fakeTalk.ts'
import { loadFacts } from '../account/accountFacts.ts'
import { createLocalActs, isLocalAct } from './localActs.ts'
import { messageKeyText } from './messageKey.ts'

const pn = parseJid('15550001111@s.whatsapp.net')

async function setUp() {
  const talk = await openFakeTalk()
  const { store, work, book, log, clock } = talk
  const facts = await loadFacts(store)
  const watched: unknown[] = []
  let settings = 0
  const acts = createLocalActs({
    work,
    book,
    log,
    facts,
    clock,
    watch: (...args) => watched.push(args),
    onSettings: () => {
      settings += 1
    },
  })
  const { chatId, key } = await work.run(async (unit) => {
    const ref = await book.chatOf(unit, pn)
    const message = { id: 'A', author: 'me', atMs: 5, bytes: textBytes('hi') } as const
    return { chatId: ref.chatId, key: await log.append(unit, ref, message) }
  })
  const run = (command: TalkCommand) => (isLocalAct(command) ? acts.run(command, 'w1') : undefined)
  return { ...talk, facts, run, chatId, key: messageKeyText(key), watched, told: () => settings }
}

describe('acts that stay here', () => {
  it('keep a draft with all of it, show it in the list, and let an empty one go', async () => {
    const { run, chatId, key, store } = await setUp()
    const draft = { text: 'not yet', quote: key }
    expect(await run({ type: 'setDraft', chatId, draft })).toEqual({ ok: true })
    expect(await store.get('drafts', chatId)).toMatchObject(draft)
    expect((await store.get('chats', chatId))?.draft).toBe('not yet')
    await run({ type: 'setDraft', chatId, draft: { text: '' } })
    expect(await store.get('drafts', chatId)).toBeUndefined()
    expect((await store.get('chats', chatId))?.draft).toBeUndefined()
    expect(await run({ type: 'setDraft', chatId: 99, draft })).toMatchObject({ ok: false })
  })

  it('star messages and take the star back', async () => {
    const { run, chatId, key, store } = await setUp()
    await run({ type: 'star', chatId, keys: [key], starred: true })
    expect(await store.count('starred')).toBe(1)
    await run({ type: 'star', chatId, keys: [key], starred: false })
    expect(await store.count('starred')).toBe(0)
  })

  it('delete for oneself only what lies in the chat named', async () => {
    const { run, chatId, key, work, log } = await setUp()
    const messages = async () => (await log.older(work.reader, chatId, 9)).length
    const command = { type: 'deleteMessages', clientId: 'c', keys: [key], forAll: false } as const
    await run({ ...command, chatId: chatId + 1 })
    expect(await messages()).toBe(1)
    expect(await run({ ...command, chatId })).toEqual({ ok: true })
    expect(await run({ ...command, chatId })).toEqual({ ok: true })
    expect(await messages()).toBe(0)
    expect(run({ ...command, chatId, forAll: true })).toBeUndefined()
  })

  it('mark a chat as unread until it is seen', async () => {
    const { run, chatId, store, work, log } = await setUp()
    await run({ type: 'markUnread', chatId })
    expect((await store.get('chats', chatId))?.marked).toBe(true)
    await work.run((unit) => log.seen(unit, chatId, [1, 5, 1]))
    expect((await store.get('chats', chatId))?.marked).toBeUndefined()
  })

  it('keep settings, and pass on what a window watches', async () => {
    const { run, facts, told, watched, chatId } = await setUp()
    const settings = {
      enterSends: false,
      notifications: true,
      notificationContent: false,
      confirmIdentity: true,
      readReceipts: false,
    }
    expect(await run({ type: 'setSettings', settings })).toEqual({ ok: true })
    expect(facts.now().settings).toEqual(settings)
    expect(told()).toBe(1)
    await run({ type: 'watch', chatIds: [chatId] })
    expect(watched).toEqual([['w1', [chatId]]])
  })

  it('leave the commands of other rooms alone', async () => {
    const { run, chatId } = await setUp()
    expect(run({ type: 'typing', chatId, typing: true })).toBeUndefined()
  })
})
