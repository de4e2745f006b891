import type { ChannelMessage } from './bridge/channel.ts'
import type { PlainError } from './bridge/errors.ts'
import { createHost } from './bridge/host.ts'
import { messageLine } from './bridge/messageLine.ts'
import { accountOfWorker, bridgeNames } from './bridge/names.ts'
import type { EnginePort, ToEngine, ToWindow } from './bridge/port.ts'
import { createEngine } from './engine/engine.ts'
import { loadLife } from './engine/lateLife.ts'
import { browserClock } from './platform/browser/clock.ts'
import { describeDevice } from './platform/browser/deviceDescription.ts'
import { breathe } from './platform/browser/breathe.ts'
import { dial } from './platform/browser/dial.ts'
import { eraseTraces } from './platform/browser/eraseTraces.ts'
import { browserKeyFiles } from './platform/browser/keyFiles.ts'
import { browserLocks } from './platform/browser/locks.ts'
import { browserNetwork } from './platform/browser/network.ts'
import { randomBytes } from './platform/browser/randomBytes.ts'
import { loadServiceConfig, ServiceConfigError } from './platform/browser/serviceConfig.ts'
import type { Platform, ServiceConfig } from './platform/platform.ts'
import { openAccount } from './storage/accountStore.ts'
import { canStoreKeys } from './storage/canStoreKeys.ts'
import { type Erasable, eraseAll } from './storage/erasure.ts'
import { REAL_ROOT } from './wire/noise/realRoot.ts'

/**
 * Starts the engine, as a SharedWorker or as the dedicated worker of an elected tab: the same file.
 * Everything up to the last line runs in one go, so that no window's first word is missed.
 */
declare const self: SharedWorkerGlobalScope | DedicatedWorkerGlobalScope

const accountId = accountOfWorker(self.name)
const names = bridgeNames(accountId)
const worker = 'onconnect' in self ? 'shared' : 'dedicated'

/** A storage that has not answered by then will not: some private modes never do. */
const keyCheckLimitMs = 5_000

const keysStay = canStoreKeys(indexedDB, crypto.subtle, passed(keyCheckLimitMs))
const stored = everythingStored()
/** Asked for at once, while keys and locks are tried; asked again only if that failed. */
let firstConfig: Promise<ServiceConfig> | undefined = loadConfig()
firstConfig.catch(() => {
  firstConfig = undefined
})

function loadConfig(): Promise<ServiceConfig> {
  return loadServiceConfig({
    fetch: (input, init) => fetch(input, init),
    base: self.location.href,
    realRoot: REAL_ROOT,
  })
}

async function chooseCrypto(): Promise<void> {
  const { useNativeCrypto } = await import('./crypto/native.ts')
  await useNativeCrypto(true)
}

function passed(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs)
  })
}

/** Everything of the account that lies in this browser; `memory` lives as long as this worker. */
function everythingStored(): Erasable {
  const { storage } = self.navigator as { readonly storage?: StorageManager }
  const files = storage === undefined ? {} : { files: storage }
  const keyFiles = browserKeyFiles(accountId, storage)
  return {
    accountId,
    idb: indexedDB,
    memory: {},
    eraseTraces: () => eraseTraces(accountId, { caches: self.caches, ...files }),
    ...(keyFiles === undefined ? {} : { keyFiles }),
  }
}

function platformFor(service: ServiceConfig): Platform {
  return {
    clock: browserClock(service.clock),
    randomBytes,
    breathe,
    dial,
    network: browserNetwork(self),
    async fetchMedia(url, limitBytes) {
      const { mediaFetcher } = await import('./platform/browser/fetchMedia.ts')
      return mediaFetcher((input, init) => fetch(input, init))(url, limitBytes)
    },
    async fetchVersion() {
      const { fetchAppVersion } = await import('./platform/browser/appVersion.ts')
      return fetchAppVersion(service.url, (input, init) => fetch(input, init))
    },
    async storageFacts() {
      const { storageFacts } = await import('./platform/browser/storageFacts.ts')
      return storageFacts(self.navigator.storage)
    },
    async hasRoomFor(bytes) {
      const { hasRoomFor } = await import('./platform/browser/roomProbe.ts')
      return hasRoomFor(bytes, self.navigator.storage)
    },
    service,
    device: describeDevice(self.navigator),
  }
}

function explain(error: unknown): PlainError {
  return error instanceof ServiceConfigError && error.code === 'unreachable'
    ? { code: 'unreachable', remedy: 'backoff' }
    : { code: 'internal', remedy: 'no' }
}

const host = createHost({
  build: __BUILD_ORDER__,
  names,
  workerId: crypto.randomUUID(),
  locks: browserLocks(navigator.locks),
  channel: messageLine<ChannelMessage, ChannelMessage>(new BroadcastChannel(names.channel)),
  after(delayMs, task) {
    const id = setTimeout(task, delayMs)
    return () => clearTimeout(id)
  },
  // A dedicated worker is the last resort: without stored keys its session lives in memory.
  mayHost: async () => worker === 'dedicated' || (await keysStay),
  onUnlinked() {
    loadLife(chooseCrypto).catch(() => {
      // It is asked for again when the account is opened, and what then fails is shown.
    })
  },
  async createEngine() {
    const service = await (firstConfig ?? loadConfig())
    return createEngine({
      platform: platformFor(service),
      openStore: (wrapping, onLost) =>
        openAccount({ ...stored, randomBytes, wrapping, onLost, subtle: crypto.subtle }),
      eraseStore: () => eraseAll(stored),
      async moving() {
        const { movingTools } = await import('./storage/move/movingTools.ts')
        return movingTools({ ...stored, randomBytes, wrapping: 'stored', subtle: crypto.subtle })
      },
      prepareLife: chooseCrypto,
      build: __BUILD_ORDER__,
      worker,
      canStoreKeys: await keysStay,
    })
  },
  explain,
  exit: () => self.close(),
})

if ('onconnect' in self) {
  self.onconnect = ({ ports }) => {
    for (const port of ports) host.connect(messageLine<ToWindow, ToEngine>(port))
  }
} else {
  const owner: EnginePort = messageLine<ToWindow, ToEngine>(self)
  // Closing this line would end the worker; only `exit` may do that.
  host.connect({ ...owner, close() {} })
}
