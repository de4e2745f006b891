import { describe, expect, it } from 'vitest'
import { manualClock } from '../../platform/fakes.ts'
import { parseJid } from '../../wire/jid.ts'
import { children, type WireNode } from '../../wire/node/node.ts'
import type { Line } from '../talk/talk.ts'
import { createTyping } from './typing.ts'

const ben = parseJid('901@lid')

function stage() {
  const clock = manualClock()
  const sent: WireNode[] = []
  const here = { available: true, open: true }
  const line: Line = {
    isOpen: () => here.open,
    send: (stanza) => sent.push(stanza) > 0,
    request: () => Promise.reject(new Error('nothing is asked')),
  }
  const typing = createTyping({ clock, available: () => here.available })
  const said = () => sent.map((stanza) => children(stanza)[0]?.tag)
  return { clock, here, said, say: (on: boolean) => typing.say(ben, on, line), typing }
}

describe('typing', () => {
  it('is said once in ten seconds, and its end once', async () => {
    const { clock, said, say } = stage()
    for (let press = 0; press < 5; press++) say(true)
    expect(said()).toEqual(['composing'])
    await clock.advance(10_000)
    say(true)
    say(false)
    say(false)
    expect(said()).toEqual(['composing', 'composing', 'paused'])
  })

  it('is not said by somebody who is not here, nor into a line that is gone', () => {
    const { here, said, say } = stage()
    here.available = false
    say(true)
    here.available = true
    here.open = false
    say(true)
    expect(said()).toEqual([])
  })

  it('is forgotten with the connection', () => {
    const { said, say, typing } = stage()
    say(true)
    typing.forget()
    say(false)
    say(true)
    expect(said()).toEqual(['composing', 'composing'])
  })
})
