import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '../../web/crypto/hash.ts'
import { type Host, startHost } from '../sandbox/host.ts'

const BLOB = Uint8Array.from({ length: 60 }, (_, index) => index)
let host: Host
let path: string

beforeAll(async () => {
  host = await startHost({ port: 0 })
  path = (await host.service.devices.keepBlob(BLOB)).directPath
})
afterAll(() => host.close())

const ask = (url: string, method = 'GET', name = 'mmg.whatsapp.net'): Promise<Response> =>
  fetch(`${host.url}/media/${name}${url}`, { method })
const bytes = async (response: Response): Promise<Uint8Array> =>
  new Uint8Array(await response.arrayBuffer())
const token = (blob: Uint8Array): string => Buffer.from(sha256(blob)).toString('base64url')

describe('encrypted blobs', () => {
  it('are served under their path alone, whatever was added behind it', async () => {
    const plain = await ask(path)
    expect(plain.status).toBe(200)
    expect(plain.headers.get('content-type')).toBe('application/octet-stream')
    expect(await bytes(plain)).toEqual(BLOB)
    expect((await ask(`${path}&hash=x&mms-type=md-msg-hist&__wa-mms=`)).status).toBe(200)
    expect((await ask(path, 'GET', 'mmg-fallback.whatsapp.net')).status).toBe(200)
    expect((await ask(path, 'GET', 'pps.whatsapp.net')).status).toBe(404)
    expect((await ask('/v/t62.7118-24/guess.enc')).status).toBe(404)
    expect((await ask(path, 'POST')).status).toBe(405)
  })

  it('are missing once, or spoiled once, when told so', async () => {
    host.fault({ kind: 'blob-missing' })
    expect((await ask(path)).status).toBe(404)
    host.fault({ kind: 'blob-spoiled' })
    const spoiled = await bytes(await ask(path))
    expect(spoiled.subarray(0, -1)).toEqual(BLOB.subarray(0, -1))
    expect(spoiled.at(-1)).not.toBe(BLOB.at(-1))
    expect(await bytes(await ask(path))).toEqual(BLOB)
  })

  it('are deleted by their token', async () => {
    const url = (name: string) => `/mms/md-msg-hist/${name}?token=${name}&auth=a`
    expect((await ask(url(token(Uint8Array.of(1))), 'DELETE')).status).toBe(404)
    expect((await ask(url(token(BLOB)), 'DELETE')).status).toBe(200)
    expect((await ask(path)).status).toBe(404)
  })
})
