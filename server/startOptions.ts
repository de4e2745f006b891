import type { HostOptions } from './sandbox/host.ts'

const DEFAULT_PORT = 4173
const DATA_FOLDER = '.data'
/** The clock runs at most this many times as fast as real time. */
const FASTEST = 1000
/** What a phone may be made to remember: chats, and messages of a chat on average. */
const MOST_CHATS = 10_000
const MOST_MESSAGES = 1000
const MOST_LONGEST = 200_000
const MOST_SEED = 1_000_000

/** A command line that cannot be understood, or a port that cannot be had: one sentence, no trace. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** Reads the environment and the arguments behind the script's name. @throws StartError */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Partial<HostOptions> & { readonly port: number } {
  const options: { -readonly [Name in keyof HostOptions]?: HostOptions[Name] } = {}
  const clock: { offsetMs?: number; rate?: number } = {}
  const history: { chats?: number; messages?: number; longest?: number; full?: boolean } = {}
  let seed = 1
  const rest = [...args]
  for (let flag = rest.shift(); flag !== undefined; flag = rest.shift()) {
    switch (flag) {
      case '--fresh':
        options.fresh = true
        break
      case '--data':
        options.dataDir = valueOf(flag, rest)
        break
      case '--clock-rate':
        clock.rate = rateOf(flag, rest)
        break
      case '--clock-offset':
        clock.offsetMs = offsetOf(flag, rest)
        break
      case '--chats':
        history.chats = countOf(flag, rest, MOST_CHATS)
        break
      case '--messages':
        history.messages = countOf(flag, rest, MOST_MESSAGES)
        break
      case '--longest':
        history.longest = countOf(flag, rest, MOST_LONGEST)
        break
      case '--full':
        history.full = true
        break
      case '--seed':
        seed = countOf(flag, rest, MOST_SEED)
        break
      default:
        throw new StartError(
          `Unknown argument ${flag}: there are --fresh, --data DIR, --clock-rate N, --clock-offset MS, --chats N, --messages N, --longest N, --full and --seed N.`,
        )
    }
  }
  const people = { cast: true, seed, history }
  return { dataDir: DATA_FOLDER, people, ...options, clock, port: portOf(env['PORT']) }
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (port < 65_536) return port
  throw new StartError('PORT is a whole number from 0 to 65535.')
}

function valueOf(flag: string, rest: string[]): string {
  const value = rest.shift()
  if (value === undefined || value === '' || value.startsWith('--'))
    throw new StartError(`${flag} needs a value.`)
  return value
}

function rateOf(flag: string, rest: string[]): number {
  const text = rest.shift() ?? ''
  const rate = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0
  if (rate > 0 && rate <= FASTEST) return rate
  throw new StartError(`${flag} is a number above 0, at most ${FASTEST}.`)
}

function countOf(flag: string, rest: string[], most: number): number {
  const text = rest.shift() ?? ''
  const count = /^\d+$/.test(text) ? Number(text) : 0
  if (count > 0 && count <= most) return count
  throw new StartError(`${flag} is a whole number from 1 to ${most}.`)
}

function offsetOf(flag: string, rest: string[]): number {
  const text = rest.shift() ?? ''
  const offset = /^-?\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(offset)) return offset
  throw new StartError(`${flag} is a whole number of milliseconds.`)
}
