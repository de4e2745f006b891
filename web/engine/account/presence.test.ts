import { describe, expect, it } from 'vitest'
import { manualClock } from '../../platform/fakes.ts'
import type { WireNode } from '../../wire/node/node.ts'
import { createPresence } from './presence.ts'

function setUp() {
  const clock = manualClock()
  const said: string[] = []
  const is = { focused: false, name: undefined as string | undefined }
  const presence = createPresence({
    clock,
    trace: () => {},
    send: (stanza: WireNode) => said.push(`${stanza.attrs['type']} ${stanza.attrs['name']}`),
    sayInUse: () => said.push('in use'),
    focused: () => is.focused,
    name: () => is.name,
  })
  return { clock, said, is, presence }
}

describe('presence', () => {
  it('says nothing without a name, and catches up when it comes', () => {
    const { said, is, presence } = setUp()
    presence.begin()
    expect(said).toEqual([])
    is.name = 'Ada'
    presence.update()
    expect(said).toEqual(['unavailable Ada'])
  })

  it('says what is true after login: available only with focus', () => {
    const { said, is, presence } = setUp()
    is.name = 'Ada'
    is.focused = true
    presence.begin()
    expect(said).toEqual(['in use', 'available Ada'])
  })

  it('says nothing before the service may be told', () => {
    const { said, is, presence } = setUp()
    is.name = 'Ada'
    presence.update()
    expect(said).toEqual([])
  })

  it('follows the focus, but not its passing between own windows', async () => {
    const { clock, said, is, presence } = setUp()
    is.name = 'Ada'
    is.focused = true
    presence.begin()
    said.length = 0
    is.focused = false
    presence.update()
    await clock.advance(200)
    is.focused = true
    presence.update()
    await clock.advance(5_000)
    expect(said).toEqual([])
    is.focused = false
    presence.update()
    await clock.advance(5_000)
    expect(said).toEqual(['unavailable Ada'])
    is.focused = true
    presence.update()
    expect(said).toEqual(['unavailable Ada', 'in use', 'available Ada'])
  })

  it('tells a changed name at once, and the same thing only once', () => {
    const { said, is, presence } = setUp()
    is.name = 'Ada'
    presence.begin()
    presence.update()
    is.name = 'Ada L'
    presence.update()
    expect(said).toEqual(['unavailable Ada', 'unavailable Ada L'])
  })

  it('ends with the connection', async () => {
    const { clock, said, is, presence } = setUp()
    is.name = 'Ada'
    is.focused = true
    presence.begin()
    said.length = 0
    is.focused = false
    presence.update()
    presence.stop()
    await clock.advance(5_000)
    expect(said).toEqual([])
  })
})
