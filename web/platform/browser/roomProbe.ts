/** The part of the browser's files that is tried; the compiler does not know all of it. */
interface ProbeFile {
  createWritable(): Promise<{ truncate(bytes: number): Promise<void>; abort(): Promise<void> }>
}

export interface ProbeSource {
  getDirectory?(): Promise<{
    getFileHandle(name: string, options: { create: true }): Promise<ProbeFile>
    removeEntry(name: string): Promise<void>
  }>
}

/**
 * Whether a file of this length could be written now. It is only announced: browsers check their bound
 * and the disk when a file is to grow, and nothing is written into it. True where that cannot be tried.
 */
export async function hasRoomFor(
  bytes: number,
  storage: ProbeSource | undefined,
): Promise<boolean> {
  const name = `room-${crypto.randomUUID()}`
  try {
    const folder = await storage?.getDirectory?.()
    const file = await folder?.getFileHandle(name, { create: true })
    if (folder === undefined || file === undefined) return true
    try {
      const growing = await file.createWritable()
      try {
        await growing.truncate(bytes)
        return true
      } finally {
        // What failed has ended already.
        await growing.abort().catch(() => undefined)
      }
    } finally {
      await folder.removeEntry(name)
    }
  } catch (cause) {
    return !(cause instanceof DOMException && cause.name === 'QuotaExceededError')
  }
}
