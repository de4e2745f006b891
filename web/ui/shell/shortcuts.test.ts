import { describe, expect, it } from 'vitest'
import { en } from '../words/en.ts'
import { type Press, shortcutOf, shortcutsWith } from './shortcuts.ts'

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  isComposing: false,
  ...more,
})

describe('a key', () => {
  it('leads from chat to chat, also while one writes', () => {
    expect(shortcutOf(press('ArrowDown', { altKey: true }), true)).toBe('next')
    expect(shortcutOf(press('ArrowUp', { altKey: true }), true)).toBe('previous')
    expect(shortcutOf(press('ArrowDown'), false)).toBeUndefined()
  })

  it('is a letter while one writes, and a shortcut elsewhere', () => {
    expect(shortcutOf(press('?', { shiftKey: true }), true)).toBeUndefined()
    expect(shortcutOf(press('?', { shiftKey: true }), false)).toBe('sheet')
    expect(shortcutOf(press('/'), true)).toBeUndefined()
    expect(shortcutOf(press('/'), false)).toBe('filter')
  })

  it('is known by its place where Alt changes letters', () => {
    expect(shortcutOf(press('˜', { code: 'KeyN', altKey: true }), true)).toBe('newChat')
  })

  it('knows Control and Command, and no more keys than asked for', () => {
    expect(shortcutOf(press('k', { metaKey: true }), true)).toBe('filter')
    expect(shortcutOf(press('k', { ctrlKey: true, altKey: true }), true)).toBeUndefined()
    expect(shortcutOf(press('k', { ctrlKey: true, shiftKey: true }), true)).toBeUndefined()
  })

  it('means nothing while a letter is being composed', () => {
    expect(shortcutOf(press('?', { isComposing: true }), false)).toBeUndefined()
  })
})

describe('the sheet', () => {
  it('has words for every act', () => {
    const { acts } = en.shortcuts
    const told = shortcutsWith(true).map(({ act }) => act)
    expect(told.toSorted()).toEqual(Object.keys(acts).toSorted())
  })

  it('tells what Enter does as it is set', () => {
    const chordsOf = (wanted: string, enterSends: boolean) =>
      shortcutsWith(enterSends).find(({ act }) => act === wanted)?.chords
    expect(chordsOf('send', true)).toEqual([{ key: 'Enter' }])
    expect(chordsOf('line', true)).toEqual([{ shift: true, key: 'Enter' }])
    expect(chordsOf('send', false)).toEqual([{ ctrl: true, key: 'Enter' }])
    expect(chordsOf('line', false)).toEqual([{ key: 'Enter' }])
  })
})
