import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MessageView } from '../../../bridge/chatViews.ts'
import { layoutOf, rangeOf, rowAt, totalOf } from './rowLayout.ts'
import { rowsOf } from './rows.ts'

const noonMs = Date.UTC(2026, 2, 14, 12)

function message(key: string, minutes: number, more: Partial<MessageView> = {}): MessageView {
  return {
    key,
    chatId: 1,
    atMs: noonMs + minutes * 60_000,
    seq: 0,
    rev: 1,
    fromMe: true,
    content: { kind: 'text', text: key, mentions: [] },
    reactions: [],
    edited: false,
    starred: false,
    ...more,
  }
}

const person = (contactId: number) => ({
  contactId,
  name: 'x',
  nameSource: 'push' as const,
  isMe: false,
})

const drawn = (messages: readonly MessageView[], firstUnread?: string) =>
  rowsOf(messages, firstUnread).map((row) =>
    row.kind === 'message' ? `${row.first ? '[' : ''}${row.key}${row.last ? ']' : ''}` : row.kind,
  )

describe('rows', () => {
  it('stand under their day', () => {
    expect(drawn([message('a', -1440), message('b', 0)])).toEqual(['day', '[a]', 'day', '[b]'])
  })

  it('group what one person wrote within five minutes', () => {
    const bea = { fromMe: false, sender: person(2) }
    const cem = { fromMe: false, sender: person(3) }
    expect(
      drawn([
        message('a', 0),
        message('b', 4),
        message('c', 10),
        message('d', 11, bea),
        message('e', 12, cem),
      ]),
    ).toEqual(['day', '[a', 'b]', '[c]', '[d]', '[e]'])
  })

  it('begin a new group at the line of new messages and at a line of the system', () => {
    const system = message('s', 1, { content: { kind: 'system', event: { what: 'other' } } })
    const theirs = { fromMe: false }
    const two = [message('a', 0, theirs), message('b', 1, theirs)]
    expect(drawn(two, 'b')).toEqual(['day', '[a]', 'unread', '[b]'])
    expect(drawn([...two, message('c', 2)], 'b')).toEqual(['day', '[a', 'b]', '[c]'])
    expect(drawn([message('a', 0), system, message('b', 2)])).toEqual(['day', '[a]', '[s]', '[b]'])
  })
})

describe('the layout', () => {
  it('finds the rows between two places as a plain walk does', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(heights, fc.integer({ min: -50, max: 3000 }), (list, place) => {
        const layout = layoutOf(list)
        let sum = 0
        const walked = list.findIndex((height) => {
          sum += height
          return sum > place
        })
        expect(rowAt(layout, place)).toBe(walked < 0 ? list.length - 1 : walked)
        expect(totalOf(layout)).toBe(list.reduce((one, other) => one + other))
      }),
    )
  })

  it('has no rows in an empty conversation', () => {
    expect(rangeOf(layoutOf([]), 0, 100)).toEqual({ from: 0, to: 0 })
  })
})
