import { describe, expect, it } from 'vitest'
import type { PersonView } from '../../../bridge/chatViews.ts'
import {
  begunMention,
  editable,
  fromEditable,
  matching,
  mentionsIn,
  withMention,
} from './mentions.ts'

const person = (contactId: number, name: string, isMe = false): PersonView => ({
  contactId,
  name,
  nameSource: 'saved',
  isMe,
})
const ann = person(1, 'Ann')
const anna = person(2, 'Anna Example')
const me = person(3, 'Ada', true)

describe('a mention', () => {
  it.each([
    ['@', { from: 0, filter: '' }],
    ['hi @an', { from: 3, filter: 'an' }],
    ['hi @Anna Ex', { from: 3, filter: 'Anna Ex' }],
    ['mail@an', undefined],
    ['@an one two', undefined],
  ])('begins in %j: %j', (text, begun) => expect(begunMention(text, text.length)).toEqual(begun))

  it('is found by any word of a name, and never oneself', () => {
    expect(matching([ann, anna, me], 'ex')).toEqual([anna])
    expect(matching([ann, anna, me], 'a')).toEqual([ann, anna])
  })

  it('takes the place of what was typed', () => {
    expect(withMention('hi @an, you', 6, { from: 3, filter: 'an' }, anna)).toEqual({
      text: 'hi @Anna Example , you',
      caret: 17,
      mentioned: { text: '@Anna Example', contactId: 2 },
    })
  })

  it('counts when it stands in the text at last, the longer name first', () => {
    const picked = { text: '@Ann', contactId: 1 }
    expect(mentionsIn('hi @Anna Example', [picked], [ann, anna])).toEqual([
      { text: '@Anna Example', contactId: 2 },
    ])
    expect(mentionsIn('hi', [picked], [ann])).toEqual([])
  })

  it('keeps what stands for it through an edit', () => {
    const mentions = [{ text: '@15550100002', person: anna }]
    const shown = editable('see @15550100002', mentions)
    expect(shown).toBe('see @Anna Example')
    expect(fromEditable(`${shown}!`, mentions)).toBe('see @15550100002!')
  })
})
