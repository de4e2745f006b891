import { describe, expect, it } from 'vitest'
import type { ChatRowView, PersonView } from '../../bridge/chatViews.ts'
import { everywhere, wishOf } from './narrowing.ts'

const chat = { chatId: 7 } as ChatRowView
const bea = { contactId: 2 } as PersonView

describe('a wish', () => {
  it('is none without words and limits, or with a chat and a time alone', () => {
    expect(wishOf('  ', everywhere)).toBeUndefined()
    expect(wishOf('', { chat, fromMs: 1, toMs: 2 })).toBeUndefined()
    expect(wishOf('', everywhere, 7)).toBeUndefined()
  })

  it('has the words without what is around them, and every limit', () => {
    expect(wishOf(' boat ', everywhere)).toEqual({ text: 'boat' })
    expect(wishOf('', { chat, from: bea, fromMs: 1, toMs: 2, kind: 'sound' })).toEqual({
      text: '',
      chatId: 7,
      from: 2,
      fromMs: 1,
      toMs: 2,
      kinds: ['voice', 'audio'],
    })
    expect(wishOf('boat', { chat, from: 'me' }, 9)).toEqual({ text: 'boat', chatId: 9, from: 'me' })
  })
})
