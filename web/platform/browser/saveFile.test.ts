import { expect, it } from 'vitest'
import { openFile, type SavingPage } from './saveFile.ts'

const bytes = (...numbers: number[]) => Uint8Array.from(numbers)

function pageWith(picker?: SavingPage['showSaveFilePicker']) {
  const downloads: { name: string; file: Blob }[] = []
  const page: SavingPage = {
    ...(picker === undefined ? {} : { showSaveFilePicker: picker }),
    download: (name, file) => downloads.push({ name, file }),
  }
  return { page, downloads }
}

it('writes straight to where the person wanted it', async () => {
  const written: number[] = []
  const ends: string[] = []
  const { page, downloads } = pageWith(async ({ suggestedName }) => ({
    createWritable: async () => ({
      write: async (piece) => void written.push(...piece),
      close: async () => void ends.push(`closed ${suggestedName}`),
      abort: async () => {
        ends.push('aborted')
        throw new Error('gone already')
      },
    }),
  }))
  const sink = await openFile('a.zip', page)
  await sink?.write(bytes(1, 2))
  await sink?.write(bytes(3))
  await sink?.close()
  await sink?.abort()
  expect(written).toEqual([1, 2, 3])
  expect(ends).toEqual(['closed a.zip', 'aborted'])
  expect(downloads).toEqual([])
})

it('opens nothing when the person lets it be', async () => {
  const { page } = pageWith(() => Promise.reject(new DOMException('no', 'AbortError')))
  expect(await openFile('a.zip', page)).toBeUndefined()
})

it('hands a whole file to the downloads where nobody asks where to', async () => {
  const forbidden = () => Promise.reject(new DOMException('not in a frame', 'SecurityError'))
  for (const { page, downloads } of [pageWith(), pageWith(forbidden)]) {
    const sink = await openFile('b.zip', page)
    const piece = bytes(0)
    for (let at = 0; at < 200; at++) {
      piece[0] = at
      await sink?.write(piece)
    }
    expect(downloads).toEqual([])
    await sink?.close()
    expect(downloads.map(({ name }) => name)).toEqual(['b.zip'])
    const whole = new Uint8Array((await downloads[0]?.file.arrayBuffer()) ?? new ArrayBuffer())
    expect([...whole]).toEqual(Array.from({ length: 200 }, (_, at) => at))
  }
})

it('leaves nothing of a download that was called off', async () => {
  const { page, downloads } = pageWith()
  const sink = await openFile('c.zip', page)
  await sink?.write(bytes(1))
  await sink?.abort()
  expect(downloads).toEqual([])
})
