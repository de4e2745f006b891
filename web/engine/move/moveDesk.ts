import type { Command, CommandResult, MoveCommand, MoveView } from '../../bridge/contract.ts'
import type { Query, QueryResult } from '../../bridge/queries.ts'
import type { ServiceConfig } from '../../platform/platform.ts'
import type { MovingTools } from '../../storage/move/movingTools.ts'
import type { LateLife } from '../lateLife.ts'
import type { LivingAccount } from '../livingAccount.ts'
import { plainError } from '../plainErrors.ts'
import type { SerialQueue } from '../serialQueue.ts'
import type { Trace } from '../traceRing.ts'
import { createMoveIn } from './moveIn.ts'
import { createMoveOut } from './moveOut.ts'

export type MovePieceQuery = Extract<Query, { ask: 'movePiece' }>

/** What a move needs of its engine. */
export interface MoveWorld {
  readonly now: () => number
  readonly service: ServiceConfig
  readonly trace: Trace
  /** Of the engine: opening, erasing and moving happen one after another. */
  readonly turns: SerialQueue
  /** Absent where no key can be stored: then nothing moves. */
  readonly moving: (() => Promise<MovingTools>) | undefined
  /** The account that runs, unless it is hidden. */
  readonly account: () => LivingAccount | undefined
  /** Puts a new life on the storage of the account that runs, from what is stored now, and begins it. */
  readonly revive: () => Promise<CommandResult>
  readonly erase: (reason: string) => Promise<void>
  readonly open: () => Promise<LateLife | undefined>
  /** Turns what fails into a state that is shown. */
  readonly guarded: (work: () => Promise<void>) => Promise<CommandResult>
  readonly onChange: () => void
}

/** Accounts that move, of one engine. */
export interface MoveDesk {
  /** What is on its way now. */
  view(): MoveView | undefined
  /** What is answered instead of a command while an account is on its way. */
  refusal(command: Command): CommandResult | undefined
  /** Never rejects. */
  run(command: MoveCommand, windowId: string): Promise<CommandResult>
  answer(query: MovePieceQuery): Promise<QueryResult>
  windowGone(windowId: string): void
}

/** All that is taken while an account is on its way. */
const takenMoving: ReadonlySet<Command['type']> = new Set<Command['type']>([
  ...(['moveOut', 'release', 'cancelMove'] as const),
  ...(['lockNow', 'unlock', 'focus', 'trace', 'active'] as const),
])

/** Nothing is on its way at first. */
export function createMoveDesk(world: MoveWorld): MoveDesk {
  const out = createMoveOut(world)
  const into = createMoveIn(world)
  return {
    view: () => out.view() ?? into.view(),
    refusal(command) {
      if (out.view() === undefined || takenMoving.has(command.type)) return undefined
      return { ok: false, error: plainError('moving') }
    },
    windowGone: (windowId) => out.windowGone(windowId),
    answer: (query) => out.answer(query),
    run(command, windowId) {
      switch (command.type) {
        case 'moveOut':
          return out.begin(command, windowId)
        case 'release':
          return out.release()
        case 'cancelMove':
          return out.cancel()
        case 'moveIn':
          return into.run(command)
      }
    },
  }
}
