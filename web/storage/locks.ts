/** Exclusive locks by name, in memory. */
export interface Locks {
  /**
   * Runs `task` while it alone holds all `names`, and gives back what it returns. The locks are free
   * again when the task has ended, also when it threw. Who asks first for a name gets it first. Not
   * reentrant: a task that asks for a name it holds waits forever.
   */
  hold<T>(names: readonly string[], task: () => Promise<T>): Promise<T>
}

/** A set of locks, one for each engine. Names are taken in sorted order, so nobody waits in a ring. */
export function createLocks(): Locks {
  /** For each name that is held: settles when its last holder so far has let go. */
  const lastRelease = new Map<string, Promise<void>>()

  const take = async (name: string): Promise<() => void> => {
    const before = lastRelease.get(name)
    let letGo = () => {}
    const released = new Promise<void>((resolve) => {
      letGo = resolve
    })
    lastRelease.set(name, released)
    await before
    return () => {
      // Nobody queued behind this holder: forget the name, or the map would grow forever.
      if (lastRelease.get(name) === released) lastRelease.delete(name)
      letGo()
    }
  }

  return {
    async hold(names, task) {
      const releases: Array<() => void> = []
      try {
        for (const name of [...new Set(names)].toSorted()) releases.push(await take(name))
        return await task()
      } finally {
        for (const release of releases) release()
      }
    },
  }
}
