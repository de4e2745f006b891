import type { Command, CommandResult } from './contract.ts'
import type { PlainError } from './errors.ts'

/** A command under the id that it keeps for life, so that an engine runs it once. */
interface AskedCommand {
  readonly id: string
  readonly command: Command
}

/** Commands of one window that have no answer yet, and what it has told about itself. */
export interface CommandQueue {
  /** Takes a command; the promise settles with `answered` or `refuseAll`. */
  add(command: Command): { readonly asked: AskedCommand; readonly result: Promise<CommandResult> }
  answered(id: string, result: CommandResult): void
  /**
   * What to send after a snapshot, oldest first: everything unanswered. To an engine that is new, the
   * last word on focus, trace and watched chats as well, since the old one took that knowledge with it.
   */
  toResend(newEngine: boolean): readonly AskedCommand[]
  /** Answers everything that waits; for a window that no engine will serve any more. */
  refuseAll(error: PlainError): void
}

/** What holds until it is said otherwise. */
const standing: ReadonlySet<Command['type']> = new Set(['focus', 'trace', 'watch'])

export function createCommandQueue(): CommandQueue {
  const waiting = new Map<
    string,
    AskedCommand & { readonly settle: (result: CommandResult) => void }
  >()
  const lastWord = new Map<Command['type'], AskedCommand>()
  let count = 0

  return {
    add(command) {
      count += 1
      const asked: AskedCommand = { id: String(count), command }
      if (standing.has(command.type)) lastWord.set(command.type, asked)
      const result = new Promise<CommandResult>((settle) => {
        waiting.set(asked.id, { ...asked, settle })
      })
      return { asked, result }
    },
    answered(id, result) {
      waiting.get(id)?.settle(result)
      waiting.delete(id)
    },
    toResend(newEngine) {
      const told = newEngine ? [...lastWord.values()].filter(({ id }) => !waiting.has(id)) : []
      return [...told, ...[...waiting.values()].map(({ id, command }) => ({ id, command }))]
    },
    refuseAll(error) {
      for (const { settle } of waiting.values()) settle({ ok: false, error })
      waiting.clear()
    },
  }
}
