/**
 * Waiting for asynchronous work to come to rest, for tests with a manual clock. Native crypto answers
 * from threads, at any time on a busy machine, so its calls are counted; IndexedDB and fake sockets
 * need a number of turns of the event loop.
 */
const turns = 6
const immediatesPerTurn = 12
const deadlineMs = 10_000

let cryptoUnderWay = 0

type AsyncMethod = (this: unknown, ...parameters: unknown[]) => Promise<unknown>

function countCrypto(): void {
  const methods = Object.getPrototypeOf(crypto.subtle) as Record<string, unknown>
  for (const name of Object.getOwnPropertyNames(methods)) {
    const method = methods[name]
    if (name === 'constructor' || typeof method !== 'function') continue
    const original = method as AsyncMethod
    const counted: AsyncMethod = function (this: unknown, ...parameters: unknown[]) {
      cryptoUnderWay += 1
      const ended = () => {
        cryptoUnderWay -= 1
      }
      const result = original.apply(this, parameters)
      result.then(ended, ended)
      return result
    }
    methods[name] = counted
  }
}

countCrypto()

/** Node's own, where there is one: a turn of the loop without waiting for a timer. */
declare const setImmediate: ((task: () => void) => unknown) | undefined

async function turn(): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, 0)
  })
  await immediates()
}

async function immediates(): Promise<void> {
  for (let count = 0; count < immediatesPerTurn; count++) {
    await new Promise<void>((resolve) => {
      if (typeof setImmediate === 'function') setImmediate(resolve)
      else setTimeout(resolve, 0)
    })
  }
}

/** Lets everything that is already under way come to rest: promises, native crypto, fake sockets. */
export async function settle(): Promise<void> {
  const endMs = performance.now() + deadlineMs
  for (let quiet = 0; quiet < turns && performance.now() < endMs; quiet++) {
    await turn()
    if (cryptoUnderWay > 0) quiet = -1
  }
}

/**
 * As `settle`, a hundred times as fast and less sure: for work whose promises, crypto and storage need
 * few turns. What is still under way then goes on beside the next task.
 */
export async function settleQuickly(): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet++) {
    await immediates()
    if (cryptoUnderWay > 0) quiet = -1
  }
}

/**
 * Waits in real time until `holds()` is true; for work that takes an unknown number of turns.
 *
 * @throws Error naming `what` after `limitMs` of real time.
 */
export async function until(holds: () => boolean, what: string, limitMs = 5_000): Promise<void> {
  const endMs = performance.now() + limitMs
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`never came: ${what}`)
    await turn()
  }
}
