import { expect, it } from 'vitest'
import { hasRoomFor, type ProbeSource } from './roomProbe.ts'

/** Files of a browser that gives so much room. */
function filesWith(roomBytes: number) {
  const names = new Set<string>()
  const steps: string[] = []
  const refused = () => new DOMException('too much', 'QuotaExceededError')
  const source: ProbeSource = {
    getDirectory: async () => ({
      async getFileHandle(name) {
        names.add(name)
        return {
          async createWritable() {
            if (roomBytes === 0) throw refused()
            return {
              async truncate(bytes) {
                steps.push(`grow ${bytes}`)
                if (bytes > roomBytes) throw refused()
              },
              async abort() {
                steps.push('abort')
                throw new TypeError('ended already')
              },
            }
          },
        }
      },
      removeEntry: async (name) => void names.delete(name),
    }),
  }
  return { source, names, steps }
}

it('lets a file grow, and leaves none behind', async () => {
  const { source, names, steps } = filesWith(100)
  expect(await hasRoomFor(100, source)).toBe(true)
  expect(await hasRoomFor(101, source)).toBe(false)
  expect(steps).toEqual(['grow 100', 'abort', 'grow 101', 'abort'])
  expect(names.size).toBe(0)
})

it('takes a file that cannot even begin for no room', async () => {
  const { source, names } = filesWith(0)
  expect(await hasRoomFor(1, source)).toBe(false)
  expect(names.size).toBe(0)
})

it('says yes where it cannot be tried', async () => {
  expect(await hasRoomFor(100, undefined)).toBe(true)
  expect(await hasRoomFor(100, {})).toBe(true)
  const forbidden = { getDirectory: () => Promise.reject(new DOMException('no', 'SecurityError')) }
  expect(await hasRoomFor(100, forbidden)).toBe(true)
})
