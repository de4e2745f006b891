import type { CommandResult, MoveCommand, MovedFile, MoveView } from '../../bridge/contract.ts'
import type { ErrorCode, PlainError } from '../../bridge/errors.ts'
import { equalBytes } from '../../crypto/bytes.ts'
import type { MoveFileBytes, OpenMoveFile } from '../../storage/move/moveFile.ts'
import { MoveFileError } from '../../storage/move/moveFileError.ts'
import type { MoveTarget } from '../../storage/move/moveTarget.ts'
import type { MovingTools } from '../../storage/move/movingTools.ts'
import { plainError, plainErrorOf } from '../plainErrors.ts'
import type { MoveWorld } from './moveDesk.ts'

export interface MoveIn {
  view(): MoveView | undefined
  run(command: Extract<MoveCommand, { type: 'moveIn' }>): Promise<CommandResult>
}

/** Puts the account of a file in the place of one that was never linked. */
export function createMoveIn(world: MoveWorld): MoveIn {
  const { turns, trace, service } = world
  let progress: { done: number; readonly total: number } | undefined

  async function run({
    file,
    passphrase,
  }: Extract<MoveCommand, { type: 'moveIn' }>): Promise<CommandResult> {
    const { moving } = world
    const link = world.account()?.life.link().at
    if (moving === undefined) return { ok: false, error: plainError('storage-failed') }
    if (link === undefined || ['linked', 'confirming', 'moved'].includes(link)) {
      return { ok: false, error: plainError('not-while-linked') }
    }
    const tools = await moving()
    let opened: OpenMoveFile
    try {
      opened = await tools.openFile(bytesOf(file), passphrase)
    } catch (cause) {
      return { ok: false, error: moveError(cause) }
    }
    const { trailer } = opened
    if (trailer.service !== service.service || !equalBytes(trailer.root, service.root)) {
      trailer.vaultKey.fill(0)
      return { ok: false, error: plainError('service-changed') }
    }
    return await replace(tools, opened)
  }

  /** What is here already goes; where the account does not arrive whole, an empty one comes instead. */
  async function replace(tools: MovingTools, opened: OpenMoveFile): Promise<CommandResult> {
    let failure: PlainError | undefined
    const result = await world.guarded(async () => {
      await world.erase('move-in')
      progress = { done: 0, total: opened.trailer.records }
      world.onChange()
      try {
        await fill(tools, opened)
        trace({ step: 'move', change: 'arrived' })
      } catch (cause) {
        failure = moveError(cause)
        await world.erase('move-in')
      } finally {
        progress = undefined
        opened.trailer.vaultKey.fill(0)
        world.onChange()
      }
      const life = await world.open()
      life?.begin()
    })
    return failure === undefined ? result : { ok: false, error: failure }
  }

  async function fill(tools: MovingTools, opened: OpenMoveFile): Promise<void> {
    let target: MoveTarget | undefined
    try {
      target = await tools.openTarget(opened.trailer.schemaVersion)
      for await (const some of opened.records()) {
        await target.put(some)
        if (progress !== undefined) progress.done += some.length
        world.onChange()
      }
      await target.adopt(new Uint8Array(opened.trailer.vaultKey), opened.trailer.commits)
    } finally {
      target?.close()
    }
  }

  return {
    view: () => progress && { at: 'in', ...progress },
    run: (command) =>
      turns.add(() => run(command).catch((cause) => ({ ok: false, error: plainErrorOf(cause) }))),
  }
}

function bytesOf(file: MovedFile): MoveFileBytes {
  return {
    size: file.size,
    read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
  }
}

const fileErrors: Readonly<Record<MoveFileError['code'], ErrorCode>> = {
  'not-a-file': 'move-not-a-file',
  newer: 'move-newer',
  'not-released': 'move-not-released',
  'wrong-passphrase': 'move-wrong-passphrase',
  damaged: 'move-damaged',
}

function moveError(cause: unknown): PlainError {
  return cause instanceof MoveFileError ? plainError(fileErrors[cause.code]) : plainErrorOf(cause)
}
