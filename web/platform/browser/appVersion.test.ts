import { describe, expect, it } from 'vitest'
import { fetchAppVersion } from './appVersion.ts'

describe('the current version', () => {
  const answering = (body: string, status = 200) => {
    const asked: string[] = []
    const fetcher: typeof fetch = (url) => {
      asked.push(url instanceof Request ? url.url : url.toString())
      return Promise.resolve(new Response(body, { status }))
    }
    return { asked, fetcher }
  }
  const url = 'wss://relay.example:8443/ws/chat'

  it('comes from the origin that leads to the service, past its cache', async () => {
    const { asked, fetcher } = answering('{"version":[2,3000,1050000000],"fetchedAt":5}')
    expect(await fetchAppVersion(url, fetcher)).toEqual([2, 3000, 1_050_000_000])
    expect(await fetchAppVersion('ws://127.0.0.1:8080/ws/chat', fetcher)).toHaveLength(3)
    expect(asked).toEqual([
      'https://relay.example:8443/version?fresh=1',
      'http://127.0.0.1:8080/version?fresh=1',
    ])
  })

  it.each([
    'no json',
    'null',
    '[2,3000,5]',
    '{"version":"2.3000.5"}',
    '{"version":[2,3000]}',
    '{"version":[2,3000,5,6]}',
    '{"version":[3,3000,5]}',
    '{"version":[2,3001,5]}',
    '{"version":[2,3000,-5]}',
    '{"version":[2,3000,0.5]}',
    '{"version":[2,3000,4294967296]}',
    `{"version":[2,3000,5],"more":"${'x'.repeat(3_000)}"}`,
  ])('is nothing but a version: %s', async (body) => {
    await expect(fetchAppVersion(url, answering(body).fetcher)).rejects.toMatchObject({
      code: 'malformed',
    })
  })

  it('is told apart from a refusal and from silence', async () => {
    await expect(fetchAppVersion(url, answering('', 503).fetcher)).rejects.toMatchObject({
      code: 'refused',
    })
    const away: typeof fetch = () => Promise.reject(new TypeError('no network'))
    await expect(fetchAppVersion(url, away)).rejects.toMatchObject({ code: 'unreachable' })
  })
})
