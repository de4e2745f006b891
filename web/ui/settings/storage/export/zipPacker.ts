import { Zip, ZipDeflate } from 'fflate'

/** A file inside a zip, written piece by piece. */
export interface PackedFile {
  readonly write: (text: string) => void
  readonly end: () => void
}

/** A zip file that grows as its files do. */
export interface ZipPacker {
  /** A new file. Its name is plain ASCII. */
  readonly file: (name: string) => PackedFile
  /** What is packed since the last time, in order. Throws what packing failed with. */
  readonly take: () => readonly Uint8Array[]
  /** All files have ended. */
  readonly end: () => void
}

const encoder = new TextEncoder()

/** Packs texts into a zip with `deflate`. Files may grow side by side: a later one waits, packed. */
export function createZipPacker(): ZipPacker {
  let packed: Uint8Array[] = []
  let failure: Error | undefined
  const zip = new Zip((error, chunk) => {
    if (error) failure ??= error
    else packed.push(chunk)
  })
  return {
    file(name) {
      const file = new ZipDeflate(name, { level: 6 })
      zip.add(file)
      return {
        write: (text) => file.push(encoder.encode(text)),
        end: () => file.push(new Uint8Array(0), true),
      }
    },
    take() {
      if (failure !== undefined) throw failure
      const taken = packed
      packed = []
      return taken
    },
    end: () => zip.end(),
  }
}
