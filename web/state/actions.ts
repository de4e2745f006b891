import type { Command, CommandResult, MoveCommand, TalkCommand } from '../bridge/contract.ts'
import type { EngineLink } from './followEngine.ts'
import type { Mirror, WindowState } from './mirror.ts'

/**
 * What a person can do from a window. Results of orders arrive as state; only what conversations ask
 * and tell is answered to whoever asked.
 */
export interface Actions {
  readonly newCode: () => void
  readonly retryNow: () => void
  readonly setRemember: (remember: boolean) => void
  readonly setFocused: (focused: boolean) => void
  readonly startOver: () => void
  /** Asks for a code to type on the phone; `custom` is one of the person's own choosing. */
  readonly requestCode: (number: string, custom?: string) => void
  readonly cancelCode: () => void
  /** Every other command: of locks, of leaving, and what a window tells by itself. */
  readonly order: (command: Command) => void
  /** Forgets a failure that was told in place. */
  readonly forgetFailure: () => void
  /** Reads what the engine knows. Never rejects. */
  readonly ask: EngineLink['ask']
  /** Runs a command of conversations; its view tells what came of it. Never rejects. */
  readonly talk: (command: TalkCommand) => Promise<CommandResult>
  /** A step of a move to another browser. Never rejects. */
  readonly move: (command: MoveCommand) => Promise<CommandResult>
}

/** Binds the actions to an engine. A running command is listed in `pending`, a refused one in `failure`. */
export function createActions(mirror: Mirror, engine: EngineLink): Actions {
  const send = (command: Command): void => {
    mirror.update((state) => begun(state, command))
    engine.run(command).then(
      (result) => mirror.update((state) => answered(state, command, result)),
      () => mirror.update((state) => answered(state, command, unanswered)),
    )
  }
  return {
    newCode: () => send({ type: 'newCode' }),
    retryNow: () => send({ type: 'retryNow' }),
    setRemember: (remember) => send({ type: 'setRemember', remember }),
    setFocused: (focused) => send({ type: 'focus', focused }),
    startOver: () => send({ type: 'startOver' }),
    requestCode: (number, custom) =>
      send({ type: 'requestCode', number, ...(custom === undefined ? {} : { custom }) }),
    cancelCode: () => send({ type: 'cancelCode' }),
    order: send,
    ask: (query) => engine.ask(query),
    talk: (command) => engine.run(command),
    move: (command) => engine.run(command),
    forgetFailure: () => mirror.update((state) => ({ ...state, failure: undefined })),
  }
}

const unanswered: CommandResult = { ok: false, error: { code: 'engine-lost', remedy: 'now' } }

/** What a window tells by itself is not an order: it neither shows nor clears a failure. */
function isOrder({ type }: Command): boolean {
  return type !== 'focus' && type !== 'wake' && type !== 'active'
}

function begun(state: WindowState, command: Command): WindowState {
  return {
    ...state,
    pending: [...state.pending, command.type],
    failure: isOrder(command) ? undefined : state.failure,
  }
}

function answered(state: WindowState, command: Command, result: CommandResult): WindowState {
  const failed = !result.ok && isOrder(command)
  return {
    ...state,
    pending: withoutOne(state.pending, command.type),
    failure: failed ? { command: command.type, error: result.error } : state.failure,
  }
}

function withoutOne<T>(list: readonly T[], item: T): readonly T[] {
  const index = list.indexOf(item)
  return index < 0 ? list : list.toSpliced(index, 1)
}
