import type { Snapshot } from '../../../web/bridge/contract.ts'
import type { TraceEvent } from '../../../web/bridge/trace.ts'
import { createEngine } from '../../../web/engine/engine.ts'
import type { Engine } from '../../../web/engine/engineFace.ts'
import { seededRandom } from '../../../web/platform/fakes.ts'
import type { Clock, Dial, Platform } from '../../../web/platform/platform.ts'
import {
  type AccountStore,
  type AccountStoreOptions,
  openAccount,
  openAccountStore,
} from '../../../web/storage/accountStore.ts'
import { eraseAll } from '../../../web/storage/erasure.ts'
import { StorageError } from '../../../web/storage/errors.ts'
import { createTestIdb } from '../../../web/storage/testIdb.ts'
import { dialInMemory } from '../memorySockets.ts'
import { KEYS_PER_UPLOAD, type World } from './world.ts'

/** What a disturbance needs to know, and where it can strike. */
export interface Watch {
  /** Between two steps: around each commit and each message. May kill the life that makes the step. */
  readonly step: () => void
  readonly traced: (event: TraceEvent) => void
}

/** A browser profile: what is stored outlives the engines that run on it. */
export interface Profile {
  /** The next commits fail for want of room. */
  fillDisk(commits: number): void
  /** Cuts the sockets of whatever runs. */
  cut(): void
  start(): Promise<Life>
  openStore(): Promise<AccountStore>
}

/** One engine, from its start to its end. */
export interface Life {
  readonly engine: Engine
  snapshot(): Snapshot
  /** Stops it between two steps: nothing it still wanted to do happens, what was committed stays. */
  kill(): void
  isAlive(): boolean
}

/** An empty profile. */
export function createProfile(world: World, seed: number, watch: Watch): Profile {
  const idb = createTestIdb()
  const randomBytes = seededRandom(seed)
  const sockets = dialInMemory(() => world.service())
  let fullCommits = 0
  const stored: AccountStoreOptions = {
    accountId: 'chaos',
    randomBytes,
    wrapping: 'stored',
    idb,
    subtle: crypto.subtle,
    passphraseRounds: 1,
  }

  /** A store that ends with its engine, and has a disk that can be full. */
  function fragile(store: AccountStore, isAlive: () => boolean): AccountStore {
    return {
      ...store,
      async commit(writes, expected) {
        watch.step()
        if (!isAlive()) return never()
        if (fullCommits > 0) {
          fullCommits--
          throw new StorageError('quota', 'commit: the disk is full')
        }
        await store.commit(writes, expected)
        watch.step()
        return isAlive() ? undefined : never()
      },
    }
  }

  function platformOf(isAlive: () => boolean): Platform {
    const clock: Clock = {
      now: () => world.clock.now(),
      after: (delayMs, task) =>
        world.clock.after(delayMs, () => {
          if (isAlive()) task()
        }),
    }
    const dial: Dial = (url, events) => {
      const socket = sockets.dial(url, {
        onOpen: () => void (isAlive() && events.onOpen()),
        onBytes(bytes) {
          watch.step()
          if (isAlive()) events.onBytes(bytes)
        },
        onClose: (closed) => void (isAlive() && events.onClose(closed)),
      })
      return {
        send(bytes) {
          watch.step()
          if (isAlive()) socket.send(bytes)
        },
        close: () => socket.close(),
      }
    }
    return {
      clock,
      dial,
      randomBytes,
      network: { online: () => true, onChange: () => () => {} },
      fetchMedia: () => Promise.reject(new Error('no media in this town')),
      service: { service: 'sandbox', url: 'ws://chaos.test/ws/chat', root: world.root },
      device: { browser: 'Chrome', os: 'Linux' },
      preKeysPerUpload: KEYS_PER_UPLOAD,
    }
  }

  return {
    fillDisk(commits) {
      fullCommits = commits
    },
    cut: () => sockets.cut(),
    openStore: () => openAccountStore(stored),
    async start() {
      let alive = true
      const isAlive = () => alive
      const opened: AccountStore[] = []
      const engine = createEngine({
        platform: platformOf(isAlive),
        async openStore(wrapping, onLost) {
          const store = await openAccount({ ...stored, wrapping, onLost })
          if ('unlock' in store) return store
          if (!alive) {
            store.close()
            return never()
          }
          opened.push(store)
          return fragile(store, isAlive)
        },
        eraseStore: () => (alive ? eraseAll(stored) : never()),
        build: 1,
        worker: 'shared',
        canStoreKeys: true,
      })
      engine.subscribe((events) => {
        for (const event of events) if (event.type === 'trace') event.events.forEach(watch.traced)
      })
      const life: Life = {
        engine,
        snapshot: () => engine.snapshot(),
        isAlive,
        kill() {
          alive = false
          sockets.cut()
          for (const store of opened) store.close()
        },
      }
      await engine.run({ type: 'trace', on: true }, 'window')
      await engine.start()
      return life
    },
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => {})
}
