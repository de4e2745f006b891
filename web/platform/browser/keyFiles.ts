/** The private file system of this origin (File System Standard, section 3.1). */
export interface PrivateFiles {
  getDirectory(): Promise<FileSystemDirectoryHandle>
}

/** Deletes and lists; `keys` is younger than some of the types that are in use. */
type Folder = FileSystemDirectoryHandle & { keys(): AsyncIterable<string> }

/** Some of the types that are in use do not know that it is a stream. */
type Writable = FileSystemWritableFileStream & { close(): Promise<void> }

/** Name of an account's folder. The account id is local and random: it says nothing. */
export function folderName(accountId: string): string {
  return `moonlet-${accountId}`
}

/**
 * The small files of an account, in a folder of the origin's private file system. Undefined where
 * there is none. The folder is looked for once, at the first call.
 */
export function browserKeyFiles(accountId: string, files: PrivateFiles | undefined) {
  if (files?.getDirectory === undefined) return undefined
  let found: Promise<Folder> | undefined
  const folder = (): Promise<Folder> => {
    found ??= openFolder(files, folderName(accountId)).catch((cause: unknown) => {
      found = undefined
      throw cause
    })
    return found
  }
  return {
    async write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
      const file = await (await folder()).getFileHandle(name, { create: true })
      const writable = (await file.createWritable()) as Writable
      await writable.write(bytes)
      await writable.close()
    },
    async read(name: string): Promise<Uint8Array | undefined> {
      const handle = await orNothing((await folder()).getFileHandle(name))
      if (handle === undefined) return undefined
      return new Uint8Array(await (await handle.getFile()).arrayBuffer())
    },
    async remove(name: string): Promise<void> {
      await orNothing((await folder()).removeEntry(name))
    },
    async keepOnly(name: string | undefined): Promise<void> {
      const open = await folder()
      const names: string[] = []
      for await (const other of open.keys()) names.push(other)
      await Promise.all(
        names.filter((other) => other !== name).map((other) => orNothing(open.removeEntry(other))),
      )
    },
  }
}

/** Deletes an account's folder, if there is one. */
export async function removeFolder(accountId: string, files: PrivateFiles): Promise<void> {
  const root = await files.getDirectory()
  await orNothing(root.removeEntry(folderName(accountId), { recursive: true }))
}

async function openFolder(files: PrivateFiles, name: string): Promise<Folder> {
  const root = await files.getDirectory()
  return (await root.getDirectoryHandle(name, { create: true })) as Folder
}

async function orNothing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'NotFoundError') return undefined
    throw cause
  }
}
