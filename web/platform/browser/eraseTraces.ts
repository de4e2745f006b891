import { type PrivateFiles, removeFolder } from './keyFiles.ts'

/** Where things of an account may lie beside its database. */
export interface TraceWorld {
  readonly caches?: Pick<CacheStorage, 'keys' | 'delete'>
  readonly files?: PrivateFiles
}

/**
 * Deletes what lies under an account's id outside its database: caches whose name holds the id, and
 * its folder of files. (A BroadcastChannel and a lock leave nothing; what a page keeps in local storage
 * is the page's.) What fails does not stop the rest. Throws what failed first.
 */
export async function eraseTraces(accountId: string, world: TraceWorld): Promise<void> {
  const { caches, files } = world
  const results = await Promise.allSettled([
    caches === undefined ? undefined : dropCaches(accountId, caches),
    files === undefined ? undefined : removeFolder(accountId, files),
  ])
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

async function dropCaches(
  accountId: string,
  caches: Pick<CacheStorage, 'keys' | 'delete'>,
): Promise<void> {
  const names = await caches.keys()
  await Promise.all(
    names.filter((name) => name.includes(accountId)).map((name) => caches.delete(name)),
  )
}
