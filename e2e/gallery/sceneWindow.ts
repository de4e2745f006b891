import type { AccountList } from '../../web/accounts/accountList.ts'
import { createAccountsStore } from '../../web/accounts/accountsStore.ts'
import { createMirror } from '../../web/state/mirror.ts'
import type { Device } from '../../web/ui/parts/device.ts'
import type { WindowParts } from '../../web/ui/parts/window.ts'
import { idleActions } from './idleActions.ts'
import { type Scene, startMs } from './scene.ts'

const nothing = () => {}

/** Time stands still in a picture. */
const stillClock = { now: () => 0, after: () => nothing }

/** Conversations are tried out as well, and some of what they do takes its time. */
const goingClock = {
  now: () => performance.now(),
  after: (delayMs: number, task: () => void) => {
    const id = setTimeout(task, delayMs)
    return () => clearTimeout(id)
  },
}

/** A browser of a picture: with passkeys, much room, and no promise to keep anything. */
function deviceOf({ quotaBytes = 250_000_000_000 }: Scene): Device {
  const cancelled = { at: 'cancelled' } as const
  return {
    passkeys: async () => ({
      passkeysSupported: async () => true,
      createPasskey: async () => cancelled,
      askPasskey: async () => cancelled,
    }),
    storage: async () => ({
      storageFacts: async () => ({ kept: false, usedBytes: 3_200_000, quotaBytes }),
      keepStorage: async () => false,
    }),
    files: async () => ({ openFile: async () => undefined }),
    timeMs: () => startMs + 5 * 3_600_000,
    newId: () => 'act',
  }
}

/** The window that a scene draws. Its accounts are listed in the scene's order, its own one first. */
export function windowOf(scene: Scene): WindowParts {
  const { state, others = [], evicted = false } = scene
  const clock = scene.chatId === undefined && scene.goes !== true ? stillClock : goingClock
  const actions = { ...idleActions, ...scene.actions }
  const mirror = createMirror(clock)
  mirror.update(() => state)
  const linked = state.snapshot?.link.at === 'linked' || state.snapshot?.lock.at === 'locked'
  const list: AccountList = [
    { id: 'a', linked, ...(evicted && { lost: 'evicted' }) },
    ...others.map(({ snapshot }, at) => ({
      id: `other-${at}`,
      linked: snapshot?.link.at !== 'ended',
      ...(snapshot?.link.at === 'ended' && { lost: 'ended' as const }),
    })),
  ]
  const accounts = createAccountsStore({ id: 'a', mirror, actions }, list)
  accounts.update((before) => ({
    ...before,
    others: others.map((other, at) => {
      const line = createMirror(stillClock)
      line.update(() => other)
      return { id: `other-${at}`, mirror: line, actions: idleActions }
    }),
    orders: { switchTo: nothing, add: nothing, putAwayEviction: nothing },
  }))
  return { accounts, device: deviceOf(scene), mirror, actions, clock, reload: nothing }
}
