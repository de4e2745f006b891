/** Every name that windows and workers of one account meet under. */
export interface BridgeNames {
  /** Name of the worker; the worker reads the account from it. */
  readonly worker: string
  readonly channel: string
  /** Held by the worker whose engine runs: one engine per account, whatever the build or worker. */
  readonly engineLock: string
  /** Held by the tab that may start the dedicated worker of this build. */
  electionLock(build: number): string
  /** Held by one window, or one worker, for as long as it lives. */
  windowLock(id: string): string
  workerLock(id: string): string
}

const prefix = 'moonlet/'

/** Names for an account id. The id is local and random, so a name says nothing about a person. */
export function bridgeNames(accountId: string): BridgeNames {
  const account = `${prefix}${accountId}`
  return {
    worker: account,
    channel: account,
    engineLock: `${account}/engine`,
    electionLock: (build) => `${account}/host/${build}`,
    windowLock: (id) => `${account}/window/${id}`,
    workerLock: (id) => `${account}/worker/${id}`,
  }
}

/**
 * The account id inside a worker's name.
 *
 * @throws Error when the name is not one of ours: such a worker must not open any account.
 */
export function accountOfWorker(workerName: string): string {
  if (!workerName.startsWith(prefix)) throw new Error('a worker was started without an account')
  return workerName.slice(prefix.length)
}
