import { plainError } from '../plainErrors.ts'
import type { LockDesk, LockWorld } from './lockDesk.ts'

/**
 * The app lock of an engine, loaded once there is one or somebody asks for one. Until then there is
 * none, and nothing to hide: an account can only be found behind a lock by `found`, which loads it.
 */
export function createLazyDesk(world: LockWorld): LockDesk {
  let desk: LockDesk | undefined

  async function load(): Promise<LockDesk | undefined> {
    const loaded = await import('./lockDesk.ts').catch(() => undefined)
    desk ??= loaded?.createLockDesk(world)
    return desk
  }

  return {
    view: () => desk?.view() ?? { at: 'off' },
    hides: () => desk?.hides() ?? false,
    check: () => desk?.check(),
    refusal: (command) => desk?.refusal(command),
    opened: (lock) => desk?.opened(lock),
    stop: () => desk?.stop(),
    async found(store) {
      const loaded = desk ?? (await load())
      if (loaded === undefined) throw new Error('the script of the app lock did not come')
      await loaded.found(store)
    },
    async run(command) {
      // At once when it is there: closing must not wait.
      if (desk !== undefined) return await desk.run(command)
      if (command.type === 'active') return { ok: true }
      const loaded = await load()
      return loaded?.run(command) ?? { ok: false, error: plainError('unreachable') }
    },
  }
}
