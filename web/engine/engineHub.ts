import type { LockView, MoveView } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import type { AccountLife } from './accountLife.ts'
import type { EngineOptions } from './engineFace.ts'
import { createSnapshotHub, type SnapshotHub } from './snapshotHub.ts'
import type { LateTalk } from './talk/lateTalk.ts'

/** What of an engine windows may see now. */
export interface Shown {
  life(): AccountLife | undefined
  talk(): LateTalk | undefined
  /** Why the storage cannot be used. */
  broken(): PlainError | undefined
  remember(): boolean
  lock(): LockView
  move(): MoveView | undefined
}

/** Snapshots and events of an engine. */
export function createEngineHub(
  { platform, build, worker, canStoreKeys }: EngineOptions,
  shown: Shown,
): SnapshotHub {
  const { service, url, clock } = platform.service
  return createSnapshotHub(
    {
      engine: { build, worker, storage: canStoreKeys ? 'persistent' : 'memory' },
      service: { name: service, url, ...(clock === undefined ? {} : { clock }) },
    },
    {
      link: () => shown.life()?.link() ?? { at: 'preparing' },
      connection() {
        const error = shown.broken()
        if (error !== undefined) return { at: 'stopped', error }
        return shown.life()?.connection() ?? { at: 'idle' }
      },
      account: () => shown.life()?.account(),
      remember: () => shown.remember(),
      pairCode: () => shown.life()?.pairCode(),
      lock: () => shown.lock(),
      chats: () => shown.talk()?.chats(),
      history: () => shown.talk()?.history(),
      settings: () => shown.talk()?.settings(),
      care: () => shown.talk()?.care(),
      move: () => shown.move(),
    },
  )
}
