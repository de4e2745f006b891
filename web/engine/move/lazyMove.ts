import { plainError } from '../plainErrors.ts'
import type { MoveDesk, MoveWorld } from './moveDesk.ts'

/** What moves an account out of this browser or into it, loaded when somebody first asks for that. */
export function createLazyMove(world: MoveWorld): MoveDesk {
  let desk: MoveDesk | undefined

  return {
    view: () => desk?.view(),
    refusal: (command) => desk?.refusal(command),
    windowGone: (windowId) => desk?.windowGone(windowId),
    async run(command, windowId) {
      const loaded = await import('./moveDesk.ts').catch(() => undefined)
      desk ??= loaded?.createMoveDesk(world)
      return (await desk?.run(command, windowId)) ?? { ok: false, error: plainError('unreachable') }
    },
    answer: async (query) =>
      (await desk?.answer(query)) ?? { ok: false, error: plainError('not-linked') },
  }
}
