import type { Browser, CDPSession } from '@playwright/test'

/** A worker that runs in the browser, of any page and any context. */
export interface WatchedWorker {
  readonly type: 'shared_worker' | 'worker'
  readonly name: string
  readonly url: string
  /** Sends one command of the Chrome DevTools Protocol; what it answers is not read. */
  send(method: string, params?: object): Promise<void>
}

/** What goes wrong in the workers of a browser, which no event of a page tells. */
export interface WorkerWatch {
  /** The workers seen so far, also those that have ended. */
  readonly workers: readonly WatchedWorker[]
  /** Waits until everything that the browser has told so far was handed on, and ends the watch. */
  stop(): Promise<void>
}

/** The browser's own words for a worker that ended before a command reached it. */
const ENDED = /No target with given id|No session with given id|Session with given id|closed/i

/**
 * Attaches to every shared and dedicated worker of a browser, those of now and those to come.
 *
 * @param wrong - is told each uncaught error and each unhandled rejection, also those from before
 * the worker was attached: the browser repeats them.
 */
export async function watchWorkers(
  browser: Browser,
  wrong: (text: string) => void,
): Promise<WorkerWatch> {
  const session = await browser.newBrowserCDPSession()
  const workers: WatchedWorker[] = []
  const attaching = new Set<Promise<void>>()

  session.on('Target.targetCreated', ({ targetInfo }) => {
    const { type } = targetInfo
    if (type !== 'shared_worker' && type !== 'worker') return
    const attached = attach(session, targetInfo.targetId).then(
      (send) => {
        workers.push({ type, name: targetInfo.title, url: targetInfo.url, send })
      },
      (error: unknown) => {
        if (!ENDED.test(String(error))) wrong(`worker not watched: ${String(error)}`)
      },
    )
    attaching.add(attached)
  })
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const thrown = thrownIn(message)
    if (thrown !== undefined) wrong(`uncaught in a worker: ${thrown}`)
  })
  await session.send('Target.setDiscoverTargets', { discover: true })

  return {
    workers,
    async stop() {
      if (!browser.isConnected()) return
      await Promise.all(attaching)
      // Answers come in order: what was told before this one has been handed on.
      await session.send('Target.getTargets')
      await session.detach()
    },
  }
}

async function attach(session: CDPSession, targetId: string): Promise<WatchedWorker['send']> {
  const { sessionId } = await session.send('Target.attachToTarget', { targetId, flatten: false })
  let id = 0
  const send = async (method: string, params: object = {}): Promise<void> => {
    id += 1
    const message = JSON.stringify({ id, method, params })
    await session.send('Target.sendMessageToTarget', { sessionId, message })
  }
  await send('Runtime.enable')
  return send
}

interface ExceptionThrown {
  readonly method?: string
  readonly params?: {
    readonly exceptionDetails?: {
      readonly text: string
      readonly exception?: { readonly description?: string }
    }
  }
}

/** The text of an error that nobody caught, if the message tells one. */
function thrownIn(message: string): string | undefined {
  const { method, params } = JSON.parse(message) as ExceptionThrown
  if (method !== 'Runtime.exceptionThrown') return undefined
  const details = params?.exceptionDetails
  return `${details?.text ?? ''} ${details?.exception?.description ?? ''}`
}
