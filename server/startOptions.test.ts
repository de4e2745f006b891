import { describe, expect, it } from 'vitest'
import { readOptions, StartError } from './startOptions.ts'

describe('readOptions', () => {
  it('starts on port 4173 with kept state and a straight clock', () => {
    expect(readOptions([], {})).toEqual({
      port: 4173,
      dataDir: '.data',
      clock: {},
      people: { cast: true, seed: 1, history: {} },
    })
  })

  it('reads every flag and PORT', () => {
    const args = ['--fresh', '--data', '/d', '--clock-rate', '12', '--clock-offset', '-5000']
    const past = [
      '--chats',
      '300',
      '--messages',
      '50',
      '--seed',
      '7',
      '--longest',
      '9000',
      '--full',
    ]
    const history = { chats: 300, messages: 50, longest: 9000, full: true }
    expect(readOptions([...args, ...past], { PORT: '8080' })).toEqual({
      port: 8080,
      fresh: true,
      dataDir: '/d',
      clock: { rate: 12, offsetMs: -5000 },
      people: { cast: true, seed: 7, history },
    })
  })

  it('reads a slow clock and any free port', () => {
    expect(readOptions(['--clock-rate', '0.5'], { PORT: '0' })).toMatchObject({
      port: 0,
      clock: { rate: 0.5 },
    })
  })

  it('takes an empty PORT for none', () => {
    expect(readOptions([], { PORT: '' }).port).toBe(4173)
  })

  const rate = '--clock-rate is a number above 0, at most 1000.'
  const offset = '--clock-offset is a whole number of milliseconds.'
  const port = 'PORT is a whole number from 0 to 65535.'

  it.each<[string[], Record<string, string>, string]>([
    [['--what'], {}, 'Unknown argument --what'],
    [['--data'], {}, '--data needs a value.'],
    [['--data', ''], {}, '--data needs a value.'],
    [['--data', '--fresh'], {}, '--data needs a value.'],
    [['--clock-rate'], {}, rate],
    [['--clock-rate', '0'], {}, rate],
    [['--clock-rate', '0.0'], {}, rate],
    [['--clock-rate', '-1'], {}, rate],
    [['--clock-rate', '1001'], {}, rate],
    [['--clock-rate', '0x10'], {}, rate],
    [['--clock-rate', '1e2'], {}, rate],
    [['--clock-rate', ' 2'], {}, rate],
    [['--clock-rate', 'fast'], {}, rate],
    [['--clock-offset'], {}, offset],
    [['--clock-offset', ''], {}, offset],
    [['--clock-offset', ' '], {}, offset],
    [['--clock-offset', '1.5'], {}, offset],
    [['--clock-offset', '1e3'], {}, offset],
    [['--clock-offset', '99999999999999999999'], {}, offset],
    [['--chats', '0'], {}, '--chats is a whole number from 1 to 10000.'],
    [['--messages', '1001'], {}, '--messages is a whole number from 1 to 1000.'],
    [['--seed', 'x'], {}, '--seed is a whole number from 1 to 1000000.'],
    [[], { PORT: ' ' }, port],
    [[], { PORT: 'http' }, port],
    [[], { PORT: '-1' }, port],
    [[], { PORT: '0x50' }, port],
    [[], { PORT: '80.0' }, port],
    [[], { PORT: '65536' }, port],
  ])('refuses %j %j in one sentence', (args, env, sentence) => {
    expect(() => readOptions(args, env)).toThrow(StartError)
    expect(() => readOptions(args, env)).toThrow(sentence)
  })
})
