import type { KeyFiles } from './keyFiles.ts'

/** For tests: key files in memory, and a look at them. */
export interface TestKeyFiles extends KeyFiles {
  readonly files: Map<string, Uint8Array>
}

/** For tests: a folder without files. */
export function createTestKeyFiles(): TestKeyFiles {
  const files = new Map<string, Uint8Array>()
  return {
    files,
    async write(name, bytes) {
      files.set(name, bytes.slice())
    },
    read: async (name) => files.get(name)?.slice(),
    async remove(name) {
      files.delete(name)
    },
    isEmpty: async () => files.size === 0,
    async keepOnly(name) {
      for (const other of files.keys()) if (other !== name) files.delete(other)
    },
  }
}
