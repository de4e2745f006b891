import { beforeEach, describe, expect, it } from 'vitest'
import { group, openRooms } from '../../../e2e/node/talkRooms.ts'
import { RequestError } from '../connection/iqTracker.ts'
import type { Line } from '../talk/talk.ts'
import { createGroups, type Groups } from './groups.ts'

let rooms: Awaited<ReturnType<typeof openRooms>>
let groups: Groups
let line: Line | undefined

/** A line on which every request fails in the same way. */
const failing = (error: RequestError): Line => ({
  isOpen: () => true,
  send: () => true,
  request: () => Promise.reject(error),
})

beforeEach(async () => {
  rooms = await openRooms()
  const { work, book, log, clock } = rooms
  const onBroken = (cause: unknown) => expect(cause).toBe('')
  groups = createGroups({
    work,
    book,
    log,
    clock,
    line: () => line,
    trace: () => {},
    dropGroupKey: async () => {},
    onBroken,
  })
})

describe('a group that is asked for', () => {
  it.each([
    [new RequestError('timeout')],
    [new RequestError('closed')],
    [new RequestError('refused', 503)],
  ])('without an answer (%s) says so to whoever cannot do without', async (error) => {
    line = failing(error)
    await expect(groups.refresh(group)).rejects.toBe(error)
  })

  it('without a line cannot be had', async () => {
    line = undefined
    await expect(groups.refresh(group)).rejects.toMatchObject({ code: 'closed' })
  })

  it('and is not ours any more is closed', async () => {
    line = failing(new RequestError('refused', 403))
    await groups.refresh(group)
    const { chatId } = await rooms.work.run((unit) => rooms.book.chatOf(unit, group))
    const chat = await rooms.book.chat(rooms.work.reader, chatId)
    expect(chat?.row.closed).toBe('left')
  })
})
