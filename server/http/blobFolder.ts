import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobShelf } from '../sandbox/world.ts'

/** Tokens are base64url; nothing else becomes a file's name. */
const TOKEN = /^[\w-]+$/

/** A shelf of one file a blob. The folder is made with the first of them. */
export function blobFolder(folder: string): BlobShelf {
  return {
    async put(token, bytes) {
      const path = pathOf(folder, token)
      if (path === undefined) throw new RangeError('no token of a blob')
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      await writeFile(path, bytes, { mode: 0o600 })
    },
    get(token) {
      const path = pathOf(folder, token)
      return path === undefined ? undefined : readMaybe(path)
    },
    delete(token) {
      const path = pathOf(folder, token)
      if (path !== undefined) rmSync(path, { force: true })
    },
  }
}

/** Forgets a folder of blobs. */
export function removeBlobFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * A shelf for a host that forgets at its end: small pasts stay in memory, more goes into a folder
 * below `parent` that `close` removes.
 */
export function passingShelf(
  parent: string,
  mostInMemory = 8 * 1024 * 1024,
): BlobShelf & { close(): void } {
  const held = new Map<string, Uint8Array>()
  let bytesHeld = 0
  let folder: { readonly path: string; readonly shelf: BlobShelf } | undefined

  function opened(): BlobShelf {
    if (folder === undefined) {
      const path = mkdtempSync(join(parent, 'moonlet-blobs-'))
      folder = { path, shelf: blobFolder(path) }
    }
    return folder.shelf
  }

  return {
    put(token, bytes) {
      if (bytesHeld + bytes.length > mostInMemory) return opened().put(token, bytes)
      bytesHeld += bytes.length
      held.set(token, bytes.slice())
      return Promise.resolve()
    },
    get: (token) => held.get(token) ?? folder?.shelf.get(token),
    delete(token) {
      bytesHeld -= held.get(token)?.length ?? 0
      if (!held.delete(token)) folder?.shelf.delete(token)
    },
    close() {
      held.clear()
      if (folder !== undefined) removeBlobFolder(folder.path)
      folder = undefined
    },
  }
}

function pathOf(folder: string, token: string): string | undefined {
  return TOKEN.test(token) ? join(folder, `${token}.enc`) : undefined
}

function readMaybe(path: string): Uint8Array | undefined {
  try {
    return new Uint8Array(readFileSync(path))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}
