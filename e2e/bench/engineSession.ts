import type { Browser, CDPSession } from '@playwright/test'

/** A conversation with the shared worker of an engine, by the DevTools protocol. Chromium only. */
export interface EngineSession {
  send(method: string, params?: object): Promise<Record<string, unknown>>
  /** Bytes: JavaScript heap, the embedder's own, and the buffers outside of it. */
  memory(): Promise<number>
  close(): Promise<void>
}

interface Told {
  readonly id?: number
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

/** Attaches to the only shared worker. @throws Error when there is none */
export async function engineSession(browser: Browser): Promise<EngineSession> {
  const devtools: CDPSession = await browser.newBrowserCDPSession()
  const { targetInfos } = await devtools.send('Target.getTargets')
  const engine = targetInfos.find(({ type }) => type === 'shared_worker')
  if (engine === undefined) throw new Error('no engine runs')
  const { targetId } = engine
  const { sessionId } = await devtools.send('Target.attachToTarget', { targetId, flatten: false })
  const waiting = new Map<number, (told: Told) => void>()
  let lastId = 0
  devtools.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return
    const told = JSON.parse(event.message) as Told
    if (told.id !== undefined) waiting.get(told.id)?.(told)
  })

  function send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    lastId += 1
    const id = lastId
    const message = JSON.stringify({ id, method, params })
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ result = {}, error }) => {
        waiting.delete(id)
        if (error === undefined) resolve(result)
        else reject(new Error(error.message))
      })
      devtools.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject)
    })
  }

  return {
    send,
    async memory() {
      const usage = (await send('Runtime.getHeapUsage')) as Record<string, number>
      return (
        (usage['usedSize'] ?? 0) +
        (usage['embedderHeapUsedSize'] ?? 0) +
        (usage['backingStorageSize'] ?? 0)
      )
    },
    close: () => devtools.detach(),
  }
}

/** The most memory an engine had while something was done, looked at so often. Bytes. */
export async function peakMemory(
  engine: EngineSession,
  everyMs: number,
  act: () => Promise<void>,
): Promise<number> {
  let peak = 0
  let over = false
  const look = async (): Promise<void> => {
    while (!over) {
      const began = Date.now()
      peak = Math.max(peak, await engine.memory())
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + everyMs - Date.now())))
    }
  }
  const looking = look()
  try {
    await act()
  } finally {
    over = true
    await looking
  }
  return peak
}
