/** A file that is being written, piece by piece. */
export interface FileSink {
  readonly write: (bytes: Uint8Array) => Promise<void>
  readonly close: () => Promise<void>
  readonly abort: () => Promise<void>
}

/** The file system as some browsers offer it; the compiler does not know it yet. */
interface PickedFile {
  createWritable(): Promise<{
    write(bytes: Uint8Array): Promise<void>
    close(): Promise<void>
    abort(): Promise<void>
  }>
}

/** The part of the page that files are saved with. */
export interface SavingPage {
  readonly showSaveFilePicker?: (options: { suggestedName: string }) => Promise<PickedFile>
  /** Hands a whole file to the browser's downloads. */
  readonly download: (name: string, file: Blob) => void
}

/** Pieces of a download that are held apart before they are given to the browser as one. */
const HELD_PIECES = 64

/**
 * Opens a file that the person saves, under this name or another of their choosing. Written straight to
 * its place where the browser asks for one; otherwise the browser keeps it until it is whole, and puts
 * it among the downloads. Resolves with undefined when the person let it be.
 */
export async function openFile(
  name: string,
  page: SavingPage = browserPage(),
): Promise<FileSink | undefined> {
  if (page.showSaveFilePicker === undefined) return downloadSink(name, page)
  try {
    const file = await page.showSaveFilePicker({ suggestedName: name })
    const target = await file.createWritable()
    return {
      write: (bytes) => target.write(bytes),
      close: () => target.close(),
      abort: () => target.abort().catch(() => undefined),
    }
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') return undefined
    // Forbidden here, as in some embedded pages: the downloads take it all the same.
    return downloadSink(name, page)
  }
}

function downloadSink(name: string, page: SavingPage): FileSink {
  let whole = new Blob([])
  let pieces: Uint8Array<ArrayBuffer>[] = []
  const fold = () => {
    whole = new Blob([whole, ...pieces])
    pieces = []
  }
  return {
    async write(bytes) {
      pieces.push(Uint8Array.from(bytes))
      if (pieces.length >= HELD_PIECES) fold()
    },
    async close() {
      fold()
      page.download(name, new Blob([whole], { type: typeOf(name) }))
      whole = new Blob([])
    },
    async abort() {
      pieces = []
      whole = new Blob([])
    },
  }
}

/** Only archives are something that a device should know how to open. */
function typeOf(name: string): string {
  return name.endsWith('.zip') ? 'application/zip' : 'application/octet-stream'
}

/** An address is let go of after so long: some browsers begin to read it late. */
const DOWNLOAD_MS = 60_000

function browserPage(): SavingPage {
  const { showSaveFilePicker } = window as unknown as Pick<SavingPage, 'showSaveFilePicker'>
  return {
    ...(showSaveFilePicker === undefined
      ? {}
      : { showSaveFilePicker: (options) => showSaveFilePicker.call(window, options) }),
    download(name, file) {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(file)
      link.download = name
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), DOWNLOAD_MS)
    },
  }
}
