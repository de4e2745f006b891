import { expect, it } from 'vitest'
import { openOutboxStage } from '../../../e2e/node/outboxStage.ts'
import { people } from '../../../e2e/node/talkRooms.ts'
import { seededRandom } from '../../platform/fakes.ts'
import { messageKeyText } from '../chats/messageKey.ts'
import { makeParty } from '../cipher/testParty.ts'
import { settingsView } from '../talk/settings.ts'

it('goes to nobody while somebody has a new security code and the person wants to be asked', async () => {
  const stage = await openOutboxStage(await makeParty(people.ann.lid, seededRandom(8)))
  const { work, book, log, outbox, settings } = stage
  settings.value = settingsView({ confirmIdentity: true })
  outbox.lost()
  const [ann, bob] = await work.run(async (unit) => [
    (await book.chatOf(unit, people.ann.lid)).chatId,
    (await book.chatOf(unit, people.bob.lid)).chatId,
  ])
  if (ann === undefined || bob === undefined) throw new Error('two chats were made')
  await outbox.run({ type: 'sendText', clientId: 'c', chatId: ann, text: 'news' }, 'w')
  const keys = (await log.older(work.reader, ann, 1)).map(({ key }) => messageKeyText(key))
  const contactId = await work.run((unit) => book.contactOf(unit, people.bob.lid))
  const change = () =>
    work.run((unit) =>
      book.changeContact(unit, contactId, (row) => ({ ...row, identityChangedMs: 1 })),
    )
  await change()
  const waiting = () => stage.store.count('outbox')
  const command = { type: 'forward', clientId: 'f', chatId: ann, keys, to: [ann, bob] } as const
  expect(await outbox.run(command, 'w')).toMatchObject({ error: { code: 'identity-changed' } })
  expect(await waiting()).toBe(1)
  // The same act goes out after a yes, to everybody, once.
  const known = { ...command, identityKnown: true }
  expect(await outbox.run(known, 'w')).toEqual({ ok: true })
  expect(await outbox.run(known, 'w')).toEqual({ ok: true })
  expect(await waiting()).toBe(3)
  // Who does not want to be asked is not.
  await change()
  settings.value = settingsView({})
  expect(await outbox.run({ ...command, clientId: 'g' }, 'w')).toEqual({ ok: true })
  expect(await waiting()).toBe(5)
})
