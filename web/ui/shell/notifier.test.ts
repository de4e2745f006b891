import { beforeEach, describe, expect, it } from 'vitest'
import type { NoticeView } from '../../bridge/chatViews.ts'
import { createNotifier, type ShownNotification } from './notifier.ts'

const notice: NoticeView = {
  chatId: 7,
  key: '1.2.3',
  chatName: 'Hut in October',
  senderName: 'Bea Beispiel',
  content: { kind: 'text', text: 'Who brings the stove?', mentions: [] },
}

interface Shown extends ShownNotification {
  readonly title: string
  readonly body: string
  readonly tag: string
  closed: boolean
}

let all: Shown[] = []
const opened: number[] = []

beforeEach(() => {
  all = []
  opened.length = 0
})

const notifier = () =>
  createNotifier(
    (title, options) => {
      const one: Shown = {
        title,
        ...options,
        closed: false,
        onclick: null,
        onclose: null,
        close() {
          this.closed = true
        },
      }
      all.push(one)
      return one
    },
    (chatId) => opened.push(chatId),
    'a',
  )

describe('a notification', () => {
  it('says who wrote what, where the person wants that', () => {
    notifier().show(notice, true)
    expect(all[0]).toMatchObject({
      title: 'Hut in October',
      body: 'Bea Beispiel: Who brings the stove?',
    })
  })

  it('holds no name and no text where not, and never in its tag', () => {
    const told = notifier()
    told.show(notice, false)
    expect(JSON.stringify(all[0])).not.toMatch(/Hut|Bea|stove/)
    told.show(notice, true)
    expect(all[1]?.tag).toBe('moonlet-a-7')
  })

  it('opens its chat and goes', () => {
    notifier().show(notice, true)
    all[0]?.onclick?.(new Event('click'))
    expect(opened).toEqual([7])
    expect(all[0]?.closed).toBe(true)
  })

  it('goes when its chat was read, and only that one', () => {
    const told = notifier()
    told.show(notice, true)
    told.show({ ...notice, chatId: 8 }, true)
    told.close(7)
    expect(all.map(({ closed }) => closed)).toEqual([true, false])
    told.closeAll()
    expect(all[1]?.closed).toBe(true)
  })

  it('is left out where a page may not show any', () => {
    const told = createNotifier(
      () => {
        throw new TypeError('Illegal constructor')
      },
      () => {},
      'a',
    )
    expect(() => told.show(notice, true)).not.toThrow()
  })
})
