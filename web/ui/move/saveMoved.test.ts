import { expect, it } from 'vitest'
import type { CommandResult, MoveCommand } from '../../bridge/contract.ts'
import type { Query, QueryResult } from '../../bridge/queries.ts'
import type { Actions } from '../../state/actions.ts'
import type { FileSink } from '../parts/device.ts'
import { saveMoved } from './saveMoved.ts'

/** An engine with a header, one piece and an end; what is done is written down in order. */
function stage({ failAt = '', refuse = '' } = {}) {
  const done: string[] = []
  const note = (what: string): void => {
    done.push(what)
    if (what === failAt) throw new DOMException('full', 'QuotaExceededError')
  }
  const pieces = [1, 2]
  const ask = async (query: Query): Promise<QueryResult> => {
    const byte = query.ask === 'movePiece' && query.end === true ? 9 : pieces.shift()
    return { ok: true, answer: byte === undefined ? {} : { bytes: Uint8Array.of(byte) } }
  }
  const actions: Pick<Actions, 'ask' | 'move'> = {
    ask: ask as Actions['ask'],
    async move({ type }: MoveCommand): Promise<CommandResult> {
      done.push(type)
      if (type === refuse) return { ok: false, error: { code: 'internal', remedy: 'now' } }
      return { ok: true }
    },
  }
  const sink: FileSink = {
    write: async (bytes) => note(`write ${bytes[0]}`),
    close: async () => note('close'),
    abort: async () => void done.push('abort'),
  }
  return { done, save: () => saveMoved(actions, sink, { passphrase: 'correct horse battery' }) }
}

it('releases when every piece is written, and writes the end after that', async () => {
  const { done, save } = stage()
  expect(await save()).toEqual({ at: 'saved' })
  expect(done).toEqual(['moveOut', 'write 1', 'write 2', 'release', 'write 9', 'close'])
})

it('stays when a piece cannot be written', async () => {
  const { done, save } = stage({ failAt: 'write 2' })
  expect(await save()).toEqual({ at: 'failed' })
  expect(done).toEqual(['moveOut', 'write 1', 'write 2', 'cancelMove', 'abort'])
})

it.each(['moveOut', 'release'])('tells why %s was refused', async (refuse) => {
  const { done, save } = stage({ refuse })
  expect(await save()).toMatchObject({ at: 'failed', error: { code: 'internal' } })
  expect(done.at(-1)).toBe('abort')
})

it.each(['write 9', 'close'])('says that the file is not whole when %s fails', async (failAt) => {
  const { done, save } = stage({ failAt })
  expect(await save()).toEqual({ at: 'unsaved' })
  expect(done.at(-1)).toBe('abort')
})
