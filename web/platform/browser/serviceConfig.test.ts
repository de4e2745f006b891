import { describe, expect, it } from 'vitest'
import { loadServiceConfig, readServiceConfig, ServiceConfigError } from './serviceConfig.ts'

const realRoot = new Uint8Array(32).fill(1)
const context = { base: 'http://localhost:4173/assets/worker.js', realRoot }
const root = 'ab'.repeat(32)
const sandbox = { service: 'sandbox', url: '/ws/chat', root }

describe('readServiceConfig', () => {
  it('makes the address absolute and the root bytes', () => {
    expect(readServiceConfig(sandbox, context)).toEqual({
      service: 'sandbox',
      url: 'ws://localhost:4173/ws/chat',
      root: new Uint8Array(32).fill(0xab),
    })
    const secure = { ...context, base: 'https://moonlet.test/' }
    expect(readServiceConfig(sandbox, secure).url).toBe('wss://moonlet.test/ws/chat')
    const elsewhere = { ...sandbox, url: 'wss://relay.test/ws/chat' }
    expect(readServiceConfig(elsewhere, context).url).toBe('wss://relay.test/ws/chat')
  })

  it('takes no root from an origin that says it is the real service', () => {
    const posing = { ...sandbox, service: 'whatsapp' }
    expect(readServiceConfig(posing, context).root).toBe(realRoot)
    const silent = { service: 'whatsapp', url: '/ws/chat' }
    expect(readServiceConfig(silent, context).root).toBe(realRoot)
  })

  it('bends the clock for a sandbox only', () => {
    const clock = { offsetMs: 1_000, rate: 10 }
    expect(readServiceConfig({ ...sandbox, clock }, context).clock).toEqual(clock)
    const real = { ...sandbox, service: 'whatsapp', clock }
    expect(readServiceConfig(real, context)).not.toHaveProperty('clock')
    const straight = { ...sandbox, clock: { offsetMs: 0, rate: 1 } }
    expect(readServiceConfig(straight, context)).not.toHaveProperty('clock')
  })

  it.each([
    ['nothing', null],
    ['no service', { url: '/ws/chat', root }],
    ['an empty service', { ...sandbox, service: '' }],
    ['no address', { ...sandbox, url: undefined }],
    ['an address of another kind', { ...sandbox, url: 'file:///x' }],
    ['a short root', { ...sandbox, root: 'abcd' }],
    ['a root that is not hex', { ...sandbox, root: 'zz'.repeat(32) }],
    ['no root', { ...sandbox, root: undefined }],
    ['a clock that stands still', { ...sandbox, clock: { offsetMs: 0, rate: 0 } }],
    ['a clock without numbers', { ...sandbox, clock: { offsetMs: '0', rate: 1 } }],
  ])('refuses %s', (_, answer) => {
    expect(() => readServiceConfig(answer, context)).toThrow(
      expect.objectContaining({ code: 'malformed' }),
    )
  })
})

describe('loadServiceConfig', () => {
  const load = (answer: () => Promise<Response>) =>
    loadServiceConfig({ ...context, fetch: answer as typeof fetch })

  it('reads what the origin answers', async () => {
    expect((await load(async () => Response.json(sandbox))).service).toBe('sandbox')
  })

  it.each([
    ['no network', async () => Promise.reject(new TypeError('network'))],
    ['an error page', async () => new Response('no', { status: 502 })],
    ['a page instead of JSON', async () => new Response('<!doctype html>')],
  ])('calls %s unreachable', async (_, answer) => {
    await expect(load(answer)).rejects.toSatisfy(
      (error) => error instanceof ServiceConfigError && error.code === 'unreachable',
    )
  })
})
