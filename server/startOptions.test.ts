import { describe, expect, it } from 'vitest'
import { readOptions, StartError } from './startOptions.ts'

describe('readOptions', () => {
  it('starts on port 4173 with kept state and a straight clock', () => {
    expect(readOptions([], {})).toEqual({ port: 4173, dataDir: '.data', clock: {} })
  })

  it('reads every flag and PORT', () => {
    const args = ['--fresh', '--data', '/d', '--clock-rate', '12', '--clock-offset', '-5000']
    expect(readOptions(args, { PORT: '8080' })).toEqual({
      port: 8080,
      fresh: true,
      dataDir: '/d',
      clock: { rate: 12, offsetMs: -5000 },
    })
  })

  it.each([
    [['--what'], {}],
    [['--data'], {}],
    [['--data', '--fresh'], {}],
    [['--clock-rate', '0'], {}],
    [['--clock-rate', 'fast'], {}],
    [['--clock-offset', '1.5'], {}],
    [[], { PORT: 'http' }],
    [[], { PORT: '65536' }],
  ])('refuses %j %j in one sentence', (args, env) => {
    expect(() => readOptions(args, env)).toThrow(StartError)
  })
})
