import { fromHex } from '../../web/crypto/bytes.ts'
import { useNativeCrypto } from '../../web/crypto/native.ts'
import { createEngine } from '../../web/engine/engine.ts'
import type { Engine } from '../../web/engine/engineFace.ts'
import { openAccountStore } from '../../web/storage/accountStore.ts'
import { createTestIdb } from '../../web/storage/testIdb.ts'
import { platformFor } from './realSockets.ts'

/** A real engine in Node that waits, before a running host, for its code to be scanned. */
export interface WaitingEngine {
  /** The text of its code, once it shows one. */
  qr(): Promise<string>
  /** The number it is linked to, if it is. */
  linkedTo(): string | undefined
  /** Resolves with the number once it is linked and logged in. */
  untilLinked(): Promise<string>
  close(): Promise<void>
}

/** Starts an engine with an empty storage of its own. `originUrl` is where the host listens. */
export async function startWaitingEngine(originUrl: string): Promise<WaitingEngine> {
  await useNativeCrypto(true)
  const config = (await (await fetch(new URL('/config.json', originUrl))).json()) as {
    readonly root: string
    readonly clock: { readonly offsetMs: number; readonly rate: number }
  }
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length))
  const idb = createTestIdb()
  const { origin } = new URL(originUrl)
  const engine = createEngine({
    platform: platformFor(
      { url: origin, root: fromHex(config.root), clock: config.clock },
      { randomBytes },
    ),
    openStore: (wrapping) =>
      openAccountStore({
        accountId: 'waiting',
        randomBytes,
        wrapping,
        idb,
        subtle: crypto.subtle,
      }),
    build: 1,
    worker: 'dedicated',
    canStoreKeys: true,
  })
  await engine.start()
  const linkedTo = () => {
    const { account, connection } = engine.snapshot()
    return connection.at === 'online' ? account?.number : undefined
  }
  return {
    linkedTo,
    qr: () =>
      when(engine, () => {
        const { link } = engine.snapshot()
        return link.at === 'showingQr' ? link.qr : undefined
      }),
    untilLinked: () => when(engine, linkedTo),
    close: () => engine.retire(),
  }
}

/** The first defined value, looked for whenever the engine says that something changed. */
function when<T>(engine: Engine, look: () => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const stop = engine.subscribe(check)
    check()
    function check(): void {
      const value = look()
      if (value === undefined) return
      queueMicrotask(() => stop())
      resolve(value)
    }
  })
}
