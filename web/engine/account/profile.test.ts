import { describe, expect, it } from 'vitest'
import type { TraceStep } from '../../bridge/trace.ts'
import type { FetchMedia } from '../../platform/platform.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { node, type WireNode } from '../../wire/node/node.ts'
import { type Request, RequestError } from '../connection/iqTracker.ts'
import { loadFacts } from './accountFacts.ts'
import { createProfile } from './profile.ts'

const jpeg = Uint8Array.of(0xff, 0xd8, 1, 2, 3)

async function setUp(fetchMedia: FetchMedia = async () => jpeg) {
  const { store } = await openTestStore()
  const facts = await loadFacts(store)
  const session = {
    jid: '15550001111:2@s.whatsapp.net',
    deviceIdentity: new Uint8Array(),
    service: 'sandbox',
    root: new Uint8Array(32),
    loginCounter: 1,
    preKeysUploaded: true,
    linkedAtMs: 0,
  }
  await facts.change(() => ({ session, profile: { pushName: 'Ada' } }))
  const steps: TraceStep[] = []
  let changes = 0
  const profile = createProfile({
    facts,
    fetchMedia,
    trace: (step) => steps.push(step),
    onChange: () => changes++,
  })
  return { facts, profile, steps, changes: () => changes }
}

const asked: WireNode[] = []
const service =
  (picture?: Readonly<Record<string, string>>): Request =>
  async (build) => {
    asked.push(build('1'))
    return node('iq', {}, picture === undefined ? undefined : [node('picture', picture)])
  }
const found = service({ id: '7', url: 'https://pps.whatsapp.net/v/7.jpg', type: 'preview' })

describe('the own picture', () => {
  it('is fetched, stored beside the name, and asked for by its id the next time', async () => {
    const fetched: Array<[string, number]> = []
    const { facts, profile, changes } = await setUp(async (url, limit) => {
      fetched.push([url, limit])
      return jpeg
    })
    await profile.refreshPicture(found)
    expect(facts.now().profile).toEqual({ pushName: 'Ada', pictureId: '7', picture: jpeg })
    expect(fetched).toEqual([['https://pps.whatsapp.net/v/7.jpg', 512 * 1024]])
    expect(changes()).toBe(1)
    await profile.refreshPicture(service({ status: '304' }))
    expect(asked.at(-1)?.content).toMatchObject([{ attrs: { id: '7' } }])
    expect(facts.now().profile?.picture).toEqual(jpeg)
    expect(changes()).toBe(1)
  })

  it.each([
    ['status 204', service({ status: '204' })],
    ['no picture', service()],
    ['a 404', async () => Promise.reject(new RequestError('refused', 404))],
  ] as Array<[string, Request]>)('is dropped after %s', async (_, request) => {
    const { facts, profile } = await setUp()
    await profile.refreshPicture(found)
    await profile.refreshPicture(request)
    expect(facts.now().profile).toEqual({ pushName: 'Ada' })
  })

  it.each([
    ['the media host is out of reach', found, 'picture'],
    [
      'the service refuses',
      async () => Promise.reject(new RequestError('refused', 401)),
      'request-failed',
    ],
    ['the answer is malformed', service({ id: '7' }), 'stanza-malformed'],
  ] as Array<[string, Request, string]>)('stays as it is when %s', async (_, request, step) => {
    let reachable = true
    const { facts, profile, steps } = await setUp(async () => {
      if (!reachable) throw new Error('out of reach')
      return jpeg
    })
    await profile.refreshPicture(found)
    reachable = false
    await profile.refreshPicture(request)
    expect(facts.now().profile?.picture).toEqual(jpeg)
    expect(steps.at(-1)?.step).toBe(step)
  })

  it('passes the end of the connection on', async () => {
    const { profile } = await setUp()
    const ended: Request = () => Promise.reject(new RequestError('closed'))
    await expect(profile.refreshPicture(ended)).rejects.toMatchObject({ code: 'closed' })
  })
})

describe('the push name', () => {
  it('is stored once, beside the picture', async () => {
    const { facts, profile, changes } = await setUp()
    await profile.refreshPicture(found)
    expect(await profile.learnName('Ada Moon')).toBe(true)
    expect(await profile.learnName('Ada Moon')).toBe(false)
    expect(facts.now().profile).toEqual({ pushName: 'Ada Moon', pictureId: '7', picture: jpeg })
    expect(changes()).toBe(2)
  })
})
