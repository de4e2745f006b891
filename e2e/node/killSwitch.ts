import type { Dial } from '../../web/platform/platform.ts'
import type { AccountStore } from '../../web/storage/accountStore.ts'
import type { SandboxService } from '../../server/sandbox/service.ts'
import type { BrowserOptions } from './town.ts'
import { dialInMemory } from './memorySockets.ts'

/**
 * Kills an engine between two awaited steps: before or after a commit, before bytes leave, before
 * bytes that came are read. What was committed stays; nothing of the killed one happens after that.
 */
export interface KillSwitch {
  /** For the browser whose engines are to be killed. */
  readonly options: BrowserOptions
  /** The engine that runs now ends after so many steps from here. Resolves when it has. */
  arm(steps: number): Promise<void>
  /** Engines that start from now on live. */
  disarm(): void
}

/** One life: until it is over, steps are counted down once it is armed. */
interface Life {
  left: number
  over: boolean
  end: () => void
}

const never = () => new Promise<never>(() => {})

export function createKillSwitch(service: () => SandboxService): KillSwitch {
  const { dial } = dialInMemory(service)
  let life = newLife()

  function newLife(): Life {
    return { left: Number.POSITIVE_INFINITY, over: false, end: () => {} }
  }

  /** False when the engine is dead, or dies of this step. */
  function goesOn(of: Life): boolean {
    if (of.over) return false
    of.left -= 1
    if (of.left >= 0) return true
    of.over = true
    of.end()
    return false
  }

  function guard(store: AccountStore): AccountStore {
    const mine = life
    return {
      ...store,
      async commit(writes, expected) {
        if (!goesOn(mine)) return never()
        await store.commit(writes, expected)
        if (!goesOn(mine)) return never()
      },
    }
  }

  const dialGuarded: Dial = (url, events) => {
    const mine = life
    const socket = dial(url, {
      onOpen: () => {
        if (!mine.over) events.onOpen()
      },
      onBytes(bytes) {
        if (goesOn(mine)) events.onBytes(bytes)
        else socket.close()
      },
      onClose(closed) {
        if (!mine.over) events.onClose(closed)
      },
    })
    return {
      send(bytes) {
        if (goesOn(mine)) socket.send(bytes)
        else socket.close()
      },
      close: () => socket.close(),
    }
  }

  return {
    options: { guard, platform: { dial: dialGuarded } },
    arm(steps) {
      life.left = steps
      return new Promise((resolve) => {
        life.end = resolve
      })
    },
    disarm() {
      life.over = true
      life = newLife()
    },
  }
}
