import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHost, type Host } from '../../sandbox/host.ts'

let host: Host

beforeAll(async () => {
  host = await startHost({ port: 0 })
  await post('add', { name: 'Ada', companions: 1 })
})

afterAll(() => host.close())

async function post(name: string, body: object): Promise<{ status: number; answer: never }> {
  const response = await fetch(`${host.url}/sandbox/people/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, answer: (await response.json()) as never }
}

test('people are listed, speak and are heard over HTTP', async () => {
  const listed = await fetch(`${host.url}/sandbox/people`)
  expect(await listed.json()).toMatchObject({
    people: [
      { id: 'phone-1', isPhone: true },
      { id: 'contact-1', name: 'Ada', devices: [0, 1] },
    ],
    groups: [],
  })
  const said = await post('say', { who: 'Ada', chat: 'phone-1', text: 'hello' })
  expect(said).toMatchObject({ status: 200, answer: { id: expect.stringMatching(/^3EB0/) } })
  await host.people.idle()
  expect((await post('heard', { who: 'phone-1' })).answer).toMatchObject([
    { device: 0, messages: [{ from: 'contact-1', chat: 'contact-1', text: 'hello', times: 1 }] },
  ])
  expect((await post('conversation', { who: 'Ada', chat: 'phone-1' })).answer).toMatchObject([
    { text: 'hello', fromMe: true },
  ])
})

test.each([
  ['say', { who: 'Ada', chat: 'phone-1' }, 400, 'bad-field'],
  ['say', { who: 'Ada', chat: 'phone-1', text: 1 }, 400, 'bad-field'],
  ['say', { who: 'Nobody', chat: 'phone-1', text: 'hello' }, 404, 'unknown'],
  ['send', { who: 'Ada', chat: 'phone-1', kind: 'smoke' }, 400, 'bad-field'],
  ['device', { who: 'phone-1', change: 'add' }, 404, 'unknown'],
  ['dance', { who: 'Ada' }, 404, 'unknown-path'],
])('%s %j is refused with %i %s', async (name, body, status, code) => {
  expect(await post(name, body)).toMatchObject({ status, answer: { code } })
})

test('what the service refuses is told', async () => {
  await post('online', { who: 'Ada', on: false })
  expect(await post('say', { who: 'Ada', chat: 'phone-1', text: 'offline' })).toMatchObject({
    status: 409,
    answer: { code: 'offline' },
  })
  await post('online', { who: 'Ada' })
  expect((await post('manner', { who: 'Ada', receipts: 'none' })).answer).toMatchObject({
    manner: { receipts: 'none', answers: false },
  })
})
