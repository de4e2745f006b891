import { describe, expect, it } from 'vitest'
import type { MessageRow } from '../../storage/talkRows.ts'
import { encodePage, type Entry } from './pageCodec.ts'
import { splitPage } from './splitPage.ts'

const entries = (more: Partial<MessageRow>): Entry[] =>
  Array.from({ length: 40 }, (_, at) => ({
    key: [1, at, at],
    row: { id: `M${at}`, author: 'me', rev: 1, ...more },
  }))

const long = new Uint8Array(20_000)

describe('a page', () => {
  it.each<[string, Partial<MessageRow>]>([
    ['content', { bytes: long }],
    ['what the phone said of them', { past: long }],
    ['another text', { edit: { bytes: long, atMs: 1 } }],
    [
      'reactions',
      { reactions: Array.from({ length: 500 }, (_, author) => ({ author, emoji: '👍', atMs: 1 })) },
    ],
  ])('of messages with much %s is split by how long it is', (_, more) => {
    for (const atEnd of [true, false]) {
      const pages = splitPage(entries(more), atEnd)
      expect(pages.flat()).toEqual(entries(more))
      for (const page of pages) expect(encodePage(page).length).toBeLessThan(300 * 1024)
    }
  })

  it('of short messages is one', () => {
    expect(splitPage(entries({ bytes: new Uint8Array(50) }), true)).toHaveLength(1)
  })
})
