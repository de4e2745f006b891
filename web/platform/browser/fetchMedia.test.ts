import { describe, expect, it } from 'vitest'
import { MediaFetchError, mediaFetcher, mediaPath } from './fetchMedia.ts'

function answering(make: () => Response) {
  const asked: string[] = []
  const inits: (RequestInit | undefined)[] = []
  const fetcher = (async (path: string, init?: RequestInit) => {
    asked.push(path)
    inits.push(init)
    return make()
  }) as typeof fetch
  return { asked, inits, fetchMedia: mediaFetcher(fetcher) }
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof MediaFetchError ? error.code : error),
  )

describe('mediaPath', () => {
  it('keeps host, path and query', () => {
    expect(mediaPath('https://pps.whatsapp.net/v/t61/a%20b.jpg?ccb=1&oh=x%2Fy')).toBe(
      '/media/pps.whatsapp.net/v/t61/a%20b.jpg?ccb=1&oh=x%2Fy',
    )
  })

  it.each([
    'http://pps.whatsapp.net/a',
    'https://pps.whatsapp.net:8443/a',
    'https://user@pps.whatsapp.net/a',
    'file:///etc/passwd',
    '/relative',
    '',
  ])('refuses %s', (url) => {
    expect(() => mediaPath(url)).toThrow(expect.objectContaining({ code: 'refused-address' }))
  })
})

describe('mediaFetcher', () => {
  it('gives the bytes', async () => {
    const { asked, fetchMedia } = answering(() => new Response(Uint8Array.of(1, 2, 3)))
    expect(await fetchMedia('https://pps.whatsapp.net/p', 3)).toEqual(Uint8Array.of(1, 2, 3))
    expect(asked).toEqual(['/media/pps.whatsapp.net/p'])
  })

  it('leaves nothing in the cache of the browser, and tells nobody who asks', async () => {
    const { inits, fetchMedia } = answering(() => new Response(Uint8Array.of(1)))
    await fetchMedia('https://pps.whatsapp.net/p', 3)
    expect(inits).toEqual([
      expect.objectContaining({ cache: 'no-store', credentials: 'omit', redirect: 'error' }),
    ])
  })

  it('stops at the limit, whether or not the size was announced', async () => {
    const body = new Uint8Array(4)
    const announced = answering(() => new Response(body, { headers: { 'content-length': '4' } }))
    expect(await codeOf(announced.fetchMedia('https://a.test/p', 3))).toBe('too-large')
    let read = 0
    const endless = answering(
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              read += 1
              controller.enqueue(new Uint8Array(1_000))
            },
          }),
        ),
    )
    expect(await codeOf(endless.fetchMedia('https://a.test/p', 5_000))).toBe('too-large')
    expect(read).toBeLessThan(10)
  })

  it('names what went wrong', async () => {
    const refusing = answering(() => new Response(null, { status: 404 }))
    expect(await codeOf(refusing.fetchMedia('https://a.test/p', 3))).toBe('refused')
    const silent = answering(() => {
      throw new TypeError('network')
    })
    expect(await codeOf(silent.fetchMedia('https://a.test/p', 3))).toBe('unreachable')
    const breaking = answering(
      () => new Response(new ReadableStream({ pull: (c) => c.error(new TypeError('lost')) })),
    )
    expect(await codeOf(breaking.fetchMedia('https://a.test/p', 3))).toBe('unreachable')
  })

  it('says how long a busy host wants to be left alone', async () => {
    const headers = { 'retry-after': '7' }
    const busy = answering(() => new Response(null, { status: 429, headers }))
    await expect(busy.fetchMedia('https://a.test/p', 3)).rejects.toMatchObject({
      status: 429,
      retryAfterSec: 7,
    })
  })

  it('ends one that does not go on', async () => {
    const fetcher = (async (_: string, init?: RequestInit) =>
      new Response(
        new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(Uint8Array.of(1))
            init?.signal?.addEventListener('abort', () => controller.error(new TypeError('ended')))
          },
        }),
      )) as typeof fetch
    expect(await codeOf(mediaFetcher(fetcher, 20)('https://a.test/p', 9))).toBe('unreachable')
  })

  it('gives no bytes for an empty body', async () => {
    const { fetchMedia } = answering(() => new Response(null))
    expect(await fetchMedia('https://a.test/p', 3)).toEqual(new Uint8Array(0))
  })
})
