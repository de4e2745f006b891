import { expect, test } from 'vitest'
import { fromHex, toHex } from '../crypto/bytes.ts'
import { type AddOn, openAddOn } from './addOnSecret.ts'
import vectors from './vectors/poll.json' with { type: 'json' }

test.each(vectors.votes)('a vote of $voter', (vote) => {
  const secret = fromHex(vote.messageSecret)
  const iv = fromHex(vote.encIv)
  const about = {
    secret,
    messageId: vote.pollMessageId,
    author: vote.pollCreator,
    sender: vote.voter,
  }
  const opened = openAddOn('Poll Vote', about, { payload: fromHex(vote.encPayload), iv })
  expect(toHex(opened)).toBe(vote.pollVoteMessage)
  for (const { encPayload, voter } of vote.mustFail) {
    const wrong = { ...about, sender: voter ?? about.sender }
    expect(() => openAddOn('Poll Vote', wrong, { payload: fromHex(encPayload), iv })).toThrow(
      'does not match',
    )
  }
})

const uses = ['Event Response', 'Enc Reaction', 'Enc Comment', 'Event Edit', 'Message Edit']
const known = vectors.addons.filter(({ useCase }) => [...uses, 'Poll Edit'].includes(useCase))

test.each(known)('$useCase', (one) => {
  const opened = openAddOn(
    one.useCase as AddOn,
    {
      secret: fromHex(one.messageSecret),
      messageId: one.messageId,
      author: one.originalSender,
      sender: one.modificationSender,
    },
    { payload: fromHex(one.encPayload), iv: fromHex(one.encIv) },
  )
  expect(toHex(opened)).toBe(one.plaintext)
})

test('every use that is named has a vector', () => {
  expect(new Set(known.map(({ useCase }) => useCase)).size).toBeGreaterThanOrEqual(5)
})
