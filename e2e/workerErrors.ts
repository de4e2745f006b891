import type { Browser, CDPSession } from '@playwright/test'

/** A worker that runs in the browser, of any page and any context. */
export interface WatchedWorker {
  readonly type: 'shared_worker' | 'worker'
  readonly name: string
  readonly url: string
  /** Sends one command of the Chrome DevTools Protocol; what it answers is not read. */
  send(method: string, params?: object): Promise<void>
}

/** How the browser tells that a worker that was attached to runs anew. */
const RESTARTED = 'Inspector.targetReloadedAfterCrash'

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
    const attached = attach(session, targetInfo.targetId).then((send) => {
      workers.push({ type, name: targetInfo.title, url: targetInfo.url, send })
    }, notEnded(wrong))
    attaching.add(attached)
  })
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
    const told = JSON.parse(message) as Told
    if (told.method === 'Runtime.exceptionThrown') {
      const { text = '', exception } = told.params?.exceptionDetails ?? {}
      wrong(`uncaught in a worker: ${text} ${exception?.description ?? ''}`)
    } else if (told.method === RESTARTED) {
      // After a reload of its last page the same name starts again, and waits for who was attached.
      void command(session, sessionId, 'Runtime.runIfWaitingForDebugger').catch(notEnded(wrong))
    }
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
  await command(session, sessionId, 'Runtime.enable')
  return (method, params) => command(session, sessionId, method, params)
}

/** Numbers of commands; their answers are not read. */
let lastId = 0

async function command(
  session: CDPSession,
  sessionId: string,
  method: string,
  params: object = {},
): Promise<void> {
  lastId += 1
  const message = JSON.stringify({ id: lastId, method, params })
  await session.send('Target.sendMessageToTarget', { sessionId, message })
}

/** Takes the error of a command, which is wrong unless its worker has ended. */
function notEnded(wrong: (text: string) => void): (error: unknown) => void {
  return (error) => {
    if (!ENDED.test(String(error))) wrong(`worker not watched: ${String(error)}`)
  }
}

/** The part that is read of what a worker's session tells. */
interface Told {
  readonly method?: string
  readonly params?: {
    readonly exceptionDetails?: {
      readonly text: string
      readonly exception?: { readonly description?: string }
    }
  }
}
