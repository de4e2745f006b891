import { describe, expect, it, vi } from 'vitest'
import { toHex } from '../../crypto/bytes.ts'
import { publicKeyOf } from '../../crypto/x25519.ts'
import { manualClock, seededRandom } from '../../platform/fakes.ts'
import { openTestStore } from '../../storage/testStore.ts'
import { bytesOf, child, children, node, type WireNode } from '../../wire/node/node.ts'
import { loadFacts } from '../account/accountFacts.ts'
import { RequestError, type Request } from '../connection/iqTracker.ts'
import { createDeviceKeys } from './deviceKeys.ts'
import { createPreKeyStock, UPLOAD_SIZE } from './preKeyStock.ts'

vi.setConfig({ testTimeout: 120_000 })

async function setUp(
  deviceChange: { nextPreKeyId?: number; firstUnuploadedPreKeyId?: number } = {},
) {
  const clock = manualClock()
  const randomBytes = seededRandom(1)
  const { store } = await openTestStore()
  const facts = await loadFacts(store)
  const device = { ...(await createDeviceKeys(randomBytes, 0)), ...deviceChange }
  await facts.change(() => ({ device }))
  const uploads: Array<Array<{ id: number; value: string }>> = []
  const service = { takes: true, wants: true }
  const request: Request = async (build) => {
    const stanza = build('1')
    uploads.push(keysIn(stanza))
    if (!service.takes) throw new RequestError('timeout')
    return node('iq', { type: 'result' })
  }
  const stock = createPreKeyStock({
    clock,
    randomBytes,
    store,
    facts,
    trace: () => {},
    isWanted: () => service.wants,
  })
  return { clock, store, facts, stock, uploads, service, request }
}

function keysIn(upload: WireNode): Array<{ id: number; value: string }> {
  return children(child(upload, 'list') ?? node('none')).map((key) => ({
    id: Number.parseInt(toHex(bytesOf(child(key, 'id') ?? key)), 16),
    value: toHex(bytesOf(child(key, 'value') ?? key)),
  }))
}

const range = (from: number, length: number) => Array.from({ length }, (_, at) => from + at)

describe('the stock of one-time keys', () => {
  it('uploads 812 keys whose private halves are stored before they leave', async () => {
    const { store, facts, stock, uploads, request } = await setUp()
    let storedAtUpload = 0
    await stock.upload(async (build) => {
      storedAtUpload = await store.count('preKeys')
      return request(build)
    })
    expect(storedAtUpload).toBe(UPLOAD_SIZE)
    expect(uploads[0]?.map(({ id }) => id)).toEqual(range(1, UPLOAD_SIZE))
    expect(new Set(uploads[0]?.map(({ value }) => value)).size).toBe(UPLOAD_SIZE)
    const row = await store.get('preKeys', 812)
    expect(row && toHex(await publicKeyOf(row.privateKey))).toBe(uploads[0]?.at(-1)?.value)
    expect(facts.now().device).toMatchObject({
      nextPreKeyId: 813,
      firstUnuploadedPreKeyId: 813,
    })
  })

  it('offers keys again that the service never confirmed, and makes none for them', async () => {
    const { store, facts, stock, uploads, service, request } = await setUp()
    service.takes = false
    await expect(stock.upload(request)).rejects.toMatchObject({ code: 'timeout' })
    expect(facts.now().device?.firstUnuploadedPreKeyId).toBe(1)
    service.takes = true
    await stock.upload(request)
    expect(uploads[1]).toEqual(uploads[0])
    expect(await store.count('preKeys')).toBe(UPLOAD_SIZE)
    await stock.upload(request)
    expect(uploads[2]?.map(({ id }) => id)).toEqual(range(813, UPLOAD_SIZE))
  })

  it('stops making keys for a connection that is gone, and keeps what it made', async () => {
    const { store, stock, uploads, service, request } = await setUp()
    const upload = stock.upload(request)
    const refused = expect(upload).rejects.toMatchObject({ code: 'closed' })
    service.wants = false
    await refused
    const made = await store.count('preKeys')
    expect(made).toBeLessThan(UPLOAD_SIZE)
    expect(uploads).toEqual([])
    service.wants = true
    await stock.upload(request)
    expect(uploads[0]?.map(({ id }) => id)).toEqual(range(1, UPLOAD_SIZE))
  })

  it('never offers again what the service is seen to hold, nor what it handed out of that', async () => {
    const { facts, stock, uploads, service, request } = await setUp()
    service.takes = false
    await expect(stock.upload(request)).rejects.toMatchObject({ code: 'timeout' })
    expect(stock.hasLeftovers()).toBe(true)
    // The result was lost; three keys have been handed out since.
    await stock.heldByService(range(4, 809))
    expect(stock.hasLeftovers()).toBe(false)
    expect(facts.now().device?.firstUnuploadedPreKeyId).toBe(813)
    service.takes = true
    await stock.upload(request)
    expect(uploads[1]?.map(({ id }) => id)).toEqual(range(813, UPLOAD_SIZE))
  })

  it('learns nothing from ids that it knows to be uploaded', async () => {
    const { facts, stock, request } = await setUp()
    await stock.upload(request)
    const before = facts.now().device
    await stock.heldByService([1, 2, 900])
    expect(facts.now().device).toEqual(before)
  })

  it('drops keys that the service called bad, and gives their ids to no other', async () => {
    const { store, stock, uploads, service, request } = await setUp()
    service.takes = false
    await expect(stock.upload(request)).rejects.toBeInstanceOf(RequestError)
    await stock.discardLeftovers()
    expect(await store.count('preKeys')).toBe(0)
    service.takes = true
    await stock.upload(request)
    expect(uploads[1]?.map(({ id }) => id)).toEqual(range(813, UPLOAD_SIZE))
  })

  it('remembers which notifications an upload has answered, the newest only', async () => {
    const { facts, stock, service, request } = await setUp()
    service.takes = false
    await expect(stock.upload(request, ['lost'])).rejects.toBeInstanceOf(RequestError)
    expect(facts.now().keyCare?.answeredNotices).toBeUndefined()
    service.takes = true
    await stock.upload(request, range(1, 20).map(String))
    expect(facts.now().keyCare?.answeredNotices).toEqual(range(5, 16).map(String))
  })

  it('begins again at 1 instead of leaving the 24 bits of an id', async () => {
    const nextPreKeyId = 0xff_ff_ff - 400
    const { facts, stock, uploads, request } = await setUp({
      nextPreKeyId,
      firstUnuploadedPreKeyId: nextPreKeyId,
    })
    await stock.upload(request)
    const ids = uploads[0]?.map(({ id }) => id) ?? []
    expect(ids).toHaveLength(UPLOAD_SIZE)
    expect(Math.max(...ids)).toBeLessThanOrEqual(0xff_ff_ff)
    expect(Math.min(...ids)).toBe(1)
    expect(new Set(ids).size).toBe(UPLOAD_SIZE)
    expect(facts.now().device?.firstUnuploadedPreKeyId).toBe(facts.now().device?.nextPreKeyId)
  })

  it('reads what the service has left', async () => {
    const { stock } = await setUp()
    const answer = node('iq', { type: 'result' }, [node('count', { value: '4' })])
    expect(await stock.left(async () => answer)).toBe(4)
  })
})
