import { mkdtemp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { toBase64 } from '../../web/crypto/bytes.ts'
import { seededRandom, until } from '../../web/platform/fakes.ts'
import { child } from '../../web/wire/node/node.ts'
import { type Host, type HostOptions, startHost } from './host.ts'
import { makeDevice, signPairSuccess } from './testing/rawDevice.ts'
import { showCodes } from './testing/rawLink.ts'

let folder: string
let otherFolder: string
let shared: Host
const opened: Host[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moonlet-'))
  otherFolder = await mkdtemp(join(tmpdir(), 'moonlet-'))
  await mkdir(join(folder, 'assets'))
  await mkdir(join(folder, 'server/phone/page'), { recursive: true })
  await mkdir(join(folder, 'server/demo'), { recursive: true })
  await mkdir(join(folder, '.hidden'))
  const files: Record<string, string> = {
    'index.html': 'companion',
    'server/phone/page/index.html': 'phone',
    'server/demo/index.html': 'demo',
    'assets/main-AbCd1234.js': 'js',
    'assets/style-AbCd1234.css': 'css',
    'assets/inter-AbCd1234.woff2': 'font',
    'icon.svg': '<svg/>',
    'manifest.webmanifest': '{}',
    'notes.md': 'not to be served',
    '.hidden/secret.js': 'secret',
    '.env.js': 'secret',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  await writeFile(join(otherFolder, 'index.html'), 'another build')
  shared = await start()
})

afterEach(async () => {
  for (const host of opened.splice(1)) await host.close()
})

afterAll(async () => {
  await shared.close()
  for (const made of [folder, otherFolder]) await rm(made, { recursive: true })
})

async function start(options: Partial<HostOptions> = {}): Promise<Host> {
  const host = await startHost({ port: 0, dist: folder, record: true, ...options })
  opened.push(host)
  return host
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

interface Asked {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** A request as bytes go: neither the path nor the headers are tidied up. */
function ask(path: string, asked: Asked = {}, host = shared): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = asked
    const request = httpRequest(
      { host: '127.0.0.1', port: host.port, path, method, headers },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

const json = { 'content-type': 'application/json' }
const post = (path: string, body: unknown, headers: Record<string, string> = json) =>
  ask(path, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const codeOf = ({ text }: Answer): string => (JSON.parse(text) as { code: string }).code

describe('files', () => {
  it.each([
    ['/', 'companion', 'text/html; charset=utf-8', 'no-cache'],
    ['/?x=1', 'companion', 'text/html; charset=utf-8', 'no-cache'],
    ['/phone', 'phone', 'text/html; charset=utf-8', 'no-cache'],
    ['/demo', 'demo', 'text/html; charset=utf-8', 'no-cache'],
    [
      '/assets/main-AbCd1234.js',
      'js',
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ],
    [
      '/assets/style-AbCd1234.css',
      'css',
      'text/css; charset=utf-8',
      'public, max-age=31536000, immutable',
    ],
    ['/assets/inter-AbCd1234.woff2', 'font', 'font/woff2', 'public, max-age=31536000, immutable'],
    ['/icon.svg', '<svg/>', 'image/svg+xml', 'no-cache'],
    ['/manifest.webmanifest', '{}', 'application/manifest+json', 'no-cache'],
  ])('%s', async (path, text, type, caching) => {
    const answer = await ask(path)
    expect(answer).toMatchObject({ status: 200, text })
    expect(answer.headers['content-type']).toBe(type)
    expect(answer.headers['cache-control']).toBe(caching)
  })

  it.each([
    '/../package.json',
    '/assets/../../package.json',
    '/assets/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '/..\\package.json',
    '/assets//main-AbCd1234.js',
    '//etc/passwd',
    '/.env.js',
    '/.hidden/secret.js',
    '/notes.md',
    '/index.html',
    '/assets',
    '/assets/',
    '/icon.svg%00.js',
    '/nowhere.js',
    '/%',
  ])('%s is not found', async (path) => {
    const answer = await ask(path)
    expect(answer.status).toBe(404)
    expect(answer.text).not.toContain('secret')
  })

  it('are only read', async () => {
    const answer = await ask('/', { method: 'POST' })
    expect(answer.status).toBe(405)
    expect(answer.headers.allow).toBe('GET, HEAD')
    expect(await ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
  })

  it('come from another folder after serve', async () => {
    const host = await start()
    host.serve(otherFolder)
    expect((await ask('/', {}, host)).text).toBe('another build')
    const missing = await ask('/phone', {}, host)
    expect(missing.status).toBe(404)
    expect(missing.text).toContain('npm run build')
  })
})

describe('headers', () => {
  const everywhere = [
    '/',
    '/phone',
    '/demo',
    '/nowhere',
    '/config.json',
    '/sandbox/state',
    '/media/x/y',
    '/icon.svg',
    '/csp-report',
  ]

  it.each(everywhere)('of %s carry the whole policy', async (path) => {
    const { headers } = await ask(path)
    const policy = headers['content-security-policy'] ?? ''
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "require-trusted-types-for 'script'",
      'trusted-types moonlet',
      'report-uri /csp-report',
      "base-uri 'none'",
      "form-action 'none'",
    ]) {
      expect(policy).toContain(part)
    }
    expect(policy).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    expect(headers['permissions-policy']).toContain('microphone=()')
  })

  it('let the demo frame companion and phone, and nobody frame the demo', async () => {
    const policyOf = async (path: string) =>
      (await ask(path)).headers['content-security-policy'] ?? ''
    expect(await policyOf('/')).toContain("frame-ancestors 'self'")
    expect(await policyOf('/phone')).toContain("frame-ancestors 'self'")
    expect(await policyOf('/demo')).toContain("frame-ancestors 'none'")
    expect(await policyOf('/demo')).toContain("frame-src 'self'")
    expect(await policyOf('/')).not.toContain('frame-src')
    expect(await policyOf('/config.json')).toContain("frame-ancestors 'none'")
  })

  it('give camera and screen to the phone alone', async () => {
    const permissionsOf = async (path: string) => (await ask(path)).headers['permissions-policy']
    expect(await permissionsOf('/phone')).toMatch(/camera=\(self\).*display-capture=\(self\)/)
    expect(await permissionsOf('/demo')).toMatch(/camera=\(self\)/)
    expect(await permissionsOf('/')).toMatch(/camera=\(\).*display-capture=\(\)/)
  })
})

describe('configuration, media and reports', () => {
  it('tell the service, its root and its clock', async () => {
    const answer = await ask('/config.json')
    expect(JSON.parse(answer.text)).toEqual({
      service: 'sandbox',
      url: '/ws/chat',
      root: Buffer.from(shared.service.root).toString('hex'),
      clock: { offsetMs: 0, rate: 1 },
    })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('tell a bent clock as it stands when asked', async () => {
    const host = await start({ clock: { offsetMs: 86_400_000, rate: 100 } })
    const { clock } = JSON.parse((await ask('/config.json', {}, host)).text) as {
      clock: { offsetMs: number; rate: number }
    }
    expect(clock.rate).toBe(100)
    expect(clock.offsetMs).toBeGreaterThanOrEqual(86_400_000)
    expect(Math.abs(Date.now() + clock.offsetMs - host.state().clock.nowMs)).toBeLessThan(60_000)
  })

  it('serve a picture under its own path only', async () => {
    expect((await ask('/media/pps.whatsapp.net/v/guess.jpg')).status).toBe(404)
    expect((await ask('/media/elsewhere.example/v/x.jpg')).status).toBe(404)
    const picture = await ask('/sandbox/phone/picture')
    expect(picture.status).toBe(200)
    expect(picture.headers['content-type']).toBe('image/jpeg')
    expect((await ask('/sandbox/phone/picture?phone=nobody')).status).toBe(404)
  })

  it('collect violations of the policy', async () => {
    const host = await start()
    const report = {
      'csp-report': {
        'document-uri': 'http://localhost/',
        'effective-directive': 'script-src-elem',
        'blocked-uri': 'inline',
      },
    }
    const headers = { 'content-type': 'application/csp-report' }
    const asked = { method: 'POST', headers, body: JSON.stringify(report) }
    expect((await ask('/csp-report', asked, host)).status).toBe(204)
    expect(host.state().cspReports).toEqual([
      {
        document: 'http://localhost/',
        directive: 'script-src-elem',
        blocked: 'inline',
        source: '',
      },
    ])
    const wrong = { ...asked, body: '[]' }
    expect((await ask('/csp-report', wrong, host)).status).toBe(400)
    expect((await ask('/csp-report', {}, host)).status).toBe(405)
  })
})

describe('the control API', () => {
  it.each([
    ['a foreign Host', { host: 'moonlet.example' }, 403, 'foreign-host'],
    ['a look-alike Host', { host: 'localhost.example:80' }, 403, 'foreign-host'],
    ['a look-alike address', { host: '127.0.0.1.example' }, 403, 'foreign-host'],
    ['a foreign Origin', { origin: 'https://elsewhere.example' }, 403, 'foreign-origin'],
    ['the Origin null', { origin: 'null' }, 403, 'foreign-origin'],
    [
      'another port as Origin',
      { host: 'localhost:1', origin: 'http://localhost:2' },
      403,
      'foreign-origin',
    ],
    [
      'another scheme as Origin',
      { host: 'localhost:1', origin: 'https://localhost:1' },
      403,
      'foreign-origin',
    ],
  ])('refuses %s', async (_, headers, status, code) => {
    const answer = await ask('/sandbox/state', { headers })
    expect(answer.status).toBe(status)
    expect(codeOf(answer)).toBe(code)
  })

  it.each([
    [{ host: 'localhost:4173' }],
    [{ host: '127.0.0.1' }],
    [{ host: 'localhost:4173', origin: 'http://localhost:4173' }],
  ])('answers %j', async (headers) => {
    expect((await ask('/sandbox/state', { headers })).status).toBe(200)
  })

  it.each<[string, string, Asked, number, string]>([
    ['an unknown path', '/sandbox/nothing', {}, 404, 'unknown-path'],
    ['a path from the prototype', '/sandbox/constructor', {}, 404, 'unknown-path'],
    ['GET of an action', '/sandbox/fault', {}, 405, 'wrong-method'],
    [
      'POST of the state',
      '/sandbox/state',
      { method: 'POST', headers: json, body: '{}' },
      405,
      'wrong-method',
    ],
    [
      'a form',
      '/sandbox/fault',
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' },
      415,
      'wrong-content-type',
    ],
    [
      'no content type',
      '/sandbox/fault',
      { method: 'POST', body: '{}' },
      415,
      'wrong-content-type',
    ],
    [
      'broken JSON',
      '/sandbox/fault',
      { method: 'POST', headers: json, body: '{' },
      400,
      'malformed-json',
    ],
    ['a list', '/sandbox/fault', { method: 'POST', headers: json, body: '[]' }, 400, 'bad-request'],
    [
      'a body of 65 KiB',
      '/sandbox/fault',
      { method: 'POST', headers: json, body: 'x'.repeat(65 * 1024) },
      413,
      'too-large',
    ],
  ])('refuses %s', async (_, path, asked, status, code) => {
    const answer = await ask(path, asked)
    expect(answer.status).toBe(status)
    expect(codeOf(answer)).toBe(code)
  })

  it.each<[string, object, number, string]>([
    ['/sandbox/phone/scan', {}, 400, 'missing-field'],
    ['/sandbox/phone/scan', { qr: 7 }, 400, 'bad-field'],
    ['/sandbox/phone/scan', { qr: 'x', more: 1 }, 400, 'bad-field'],
    ['/sandbox/phone/scan', { qr: 'no code at all' }, 400, 'not-a-code'],
    ['/sandbox/phone/scan', { qr: 'x', phone: 'nobody' }, 404, 'unknown-phone'],
    ['/sandbox/phone/unlink', {}, 400, 'missing-field'],
    ['/sandbox/phone/unlink', { device: 'some' }, 400, 'bad-field'],
    ['/sandbox/phone/unlink', { device: 0 }, 400, 'bad-field'],
    ['/sandbox/phone/unlink', { device: 3 }, 404, 'unknown-device'],
    ['/sandbox/phone/unlink', { device: 3, phone: 'nobody' }, 404, 'unknown-phone'],
    ['/sandbox/phone/rename', {}, 400, 'missing-field'],
    ['/sandbox/phone/rename', { name: 'Ada', phone: 'nobody' }, 404, 'unknown-phone'],
    ['/sandbox/phone/add', { platform: 'abacus' }, 400, 'bad-field'],
    ['/sandbox/fault', {}, 400, 'missing-field'],
    ['/sandbox/fault', { kind: 'sabotage' }, 400, 'unknown-kind'],
    ['/sandbox/fault', { kind: 'delay' }, 400, 'missing-field'],
    ['/sandbox/fault', { kind: 'drop' }, 409, 'no-connection'],
    ['/sandbox/fault', { kind: 'clear', nonsense: 1 }, 400, 'bad-field'],
    ['/sandbox/fault', { kind: 'failure', reason: 402, attrs: ['x'] }, 400, 'bad-field'],
  ])('refuses %s %j', async (path, body, status, code) => {
    const answer = await post(path, body)
    expect(answer.status).toBe(status)
    expect(codeOf(answer)).toBe(code)
  })

  const badNames: Array<[string, string]> = [
    ['only space', ' '],
    ['space in front', ' Ada'],
    ['space behind', 'Ada\u00a0'],
    ['101 characters', 'x'.repeat(101)],
    ['a line break', 'Ada\nExample'],
    ['a line separator', 'Ada\u2028Example'],
    ['a control character', 'Ada\u0085Example'],
    ['a zero byte', 'Ada\0'],
    ['half a character', 'Ada \ud83d Example'],
  ]

  it.each(badNames)('refuses a name with %s', async (_, name) => {
    const before = shared.phones.list()
    for (const path of ['/sandbox/phone/rename', '/sandbox/phone/add']) {
      const answer = await post(path, { name })
      expect(answer.status).toBe(400)
      expect(JSON.parse(answer.text)).toEqual({
        code: 'bad-field',
        message:
          'name has 1 to 100 characters, no space around it, no control or broken characters',
      })
    }
    expect(shared.phones.list()).toEqual(before)
  })

  it('takes a name of 100 characters of any script', async () => {
    const name = `${'🌙'.repeat(96)} é中ا`
    const answer = await post('/sandbox/phone/add', { name })
    expect(JSON.parse(answer.text)).toMatchObject({ phone: { name } })
  })

  it('tells nobody what an unforeseen error was, but its own console', async () => {
    const host = await start()
    const lines: string[] = []
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      lines.push(String(text))
      return true
    })
    vi.spyOn(host.phones, 'rename').mockRejectedValue(new Error('inner detail'))
    const body = JSON.stringify({ name: 'Secret Name' })
    const asked = { method: 'POST', headers: json, body }
    const answer = await ask('/sandbox/phone/rename?q=secret', asked, host)
    stderr.mockRestore()
    expect(answer.status).toBe(500)
    expect(JSON.parse(answer.text)).toEqual({
      code: 'internal',
      message: 'the sandbox has failed; its console says more',
    })
    expect(lines.join('')).toMatch(/^POST \/sandbox\/phone\/rename: Error: inner detail\n/)
    expect(lines.join('')).not.toMatch(/secret/i)
  })

  it('shows what a phone noted where nobody waited', async () => {
    const host = await start()
    const random = seededRandom(41)
    const device = await makeDevice(random)
    const { client, refs } = await showCodes(host.service, device, random)
    const keys = [device.noise.publicKey, device.identity.publicKey, device.advSecret]
    const scanned = host.phones.scan(undefined, [refs[0], ...keys.map(toBase64), '1'].join(','))
    const success = await client.next((stanza) => child(stanza, 'pair-success') !== undefined)
    client.send(signPairSuccess(device, success, random))
    expect(await scanned).toMatchObject({ ok: true })
    expect(host.state().phoneNotes).toEqual([])

    const { line } = host.service
    const request = line.request.bind(line)
    vi.spyOn(line, 'request').mockImplementation((as, iq, bench) =>
      child(iq, 'remove-companion-device') === undefined
        ? Promise.reject(new Error('no line'))
        : request(as, iq, bench),
    )
    expect(await host.phones.unlink(undefined, 'all')).toEqual({ ok: true })
    await until(() => host.state().phoneNotes.length > 0, 'the note')
    const { phoneNotes } = JSON.parse((await ask('/sandbox/state', {}, host)).text) as {
      phoneNotes: string[]
    }
    expect(phoneNotes).toEqual(['key-index list: no line'])
  })

  it('types codes and sets a phone up anew', async () => {
    const typed = await post('/sandbox/phone/type-code', { code: 'ABCDEFGH' })
    expect([typed.status, codeOf(typed)]).toEqual([404, 'no-request'])
    const malformed = await post('/sandbox/phone/type-code', { code: 'OU', phone: 'phone-1' })
    expect([malformed.status, codeOf(malformed)]).toEqual([400, 'malformed-code'])
    const nobody = await post('/sandbox/phone/reregister', { phone: 'nobody' })
    expect([nobody.status, codeOf(nobody)]).toEqual([404, 'unknown-phone'])
    const anew = await post('/sandbox/phone/reregister', {})
    expect(anew.status).toBe(200)
    expect(JSON.parse(anew.text)).toMatchObject({ phone: { id: 'phone-1', devices: [] } })
  })

  it('adds and renames phones, arms and clears faults', async () => {
    const added = await post('/sandbox/phone/add', { name: 'Ada Example' })
    expect(added.status).toBe(200)
    const { phone } = JSON.parse(added.text) as { phone: { id: string } }
    expect((await post('/sandbox/phone/rename', { phone: phone.id, name: 'Eda' })).status).toBe(200)
    expect(shared.phones.list().find(({ id }) => id === phone.id)?.name).toBe('Eda')
    await post('/sandbox/fault', { kind: 'bad-hmac' })
    expect(shared.state().armedFaults).toEqual([{ kind: 'bad-hmac', left: 1 }])
    expect((await post('/sandbox/fault', { kind: 'clear' })).status).toBe(200)
    expect(shared.state().armedFaults).toEqual([])
  })

  it('shows a state without keys and tokens', async () => {
    const text = (await ask('/sandbox/state')).text
    const token = shared.phones.accessToken(undefined) ?? ''
    expect(token.length).toBeGreaterThan(20)
    expect(text).not.toContain(token)
    expect(text).not.toMatch(/private|identityKey|advSecret/i)
  })

  it('streams the state at once and after a change', async () => {
    const host = await start()
    const texts: string[] = []
    const request = httpRequest({ host: '127.0.0.1', port: host.port, path: '/sandbox/events' })
    request.on('response', (response) => {
      response.on('data', (chunk: Buffer) => texts.push(chunk.toString()))
    })
    request.on('error', () => undefined)
    request.end()
    await until(() => texts.length === 1, 'the first state')
    await host.phones.rename(undefined, 'Changed Name')
    await until(() => texts.join('').includes('Changed Name'), 'the changed state')
    expect(texts.join('')).toMatch(/^data: \{.*\}\n\n/)
    request.destroy()
  })
})

describe('the companion socket', () => {
  const dial = (host: Host, path: string, origin?: string): Promise<WebSocket | number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, {
        headers: origin === undefined ? {} : { origin },
      })
      socket.on('open', () => resolve(socket))
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
      socket.on('error', () => resolve(0))
    })

  it('opens without Origin, with the service’s, and with the page’s own', async () => {
    const host = await start()
    const own = `http://127.0.0.1:${host.port}`
    for (const origin of [undefined, 'https://web.whatsapp.com', own]) {
      expect(await dial(host, '/ws/chat', origin)).toBeInstanceOf(WebSocket)
    }
    expect(host.state().counters).toMatchObject({
      socketsOpened: 3,
      socketsLive: 3,
      httpRequests: 0,
    })
  })

  it.each([
    'https://elsewhere.example',
    'null',
    'http://127.0.0.1:1',
    'https://web.whatsapp.com.example',
  ])('refuses %s', async (origin) => {
    expect(await dial(shared, '/ws/chat', origin)).toBe(403)
  })

  it('keeps the lenient door from pages, and unknown paths from everybody', async () => {
    const host = await start()
    expect(await dial(host, host.reportPath)).toBeInstanceOf(WebSocket)
    expect(host.state().connections[0]?.mode).toBe('report')
    expect(await dial(host, host.reportPath, `http://127.0.0.1:${host.port}`)).toBe(403)
    expect(await dial(host, '/ws/report/guess')).toBe(0)
    expect(await dial(host, '/ws')).toBe(0)
    expect(JSON.stringify(host.state())).not.toContain(host.reportPath)
  })

  /** An upgrade as bytes go, and what came back until the other side hung up. */
  const upgradeRaw = (host: Host, target: string, origin?: string) => {
    const socket: Socket = connect(host.port, '127.0.0.1')
    const lines = [`GET ${target} HTTP/1.1`, `Host: localhost:${host.port}`]
    if (origin !== undefined) lines.push(`Origin: ${origin}`)
    lines.push('Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13')
    lines.push('Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==')
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    return socket
  }

  it.each(['//', '///', '//ws/chat', 'http://', 'http://[', '/\\', '*', '/ws/../ws/chat', '/%'])(
    'hangs up on an upgrade for %s, and lives on',
    async (target) => {
      const texts: string[] = []
      const socket = upgradeRaw(shared, target)
      socket.on('data', (chunk: Buffer) => texts.push(chunk.toString()))
      await new Promise((resolve) => socket.on('close', resolve))
      expect(texts.join('')).not.toContain('101')
      expect((await ask('/')).status).toBe(200)
    },
  )

  it('lives on when a refused upgrade is reset', async () => {
    const uncaught: unknown[] = []
    const note = (cause: unknown) => uncaught.push(cause)
    process.on('uncaughtExceptionMonitor', note)
    // Before the refusal is written, and behind it.
    for (const moment of ['connect', 'readable', 'connect', 'readable', 'connect', 'readable']) {
      const socket = upgradeRaw(shared, '/ws/chat', 'https://elsewhere.example')
      socket.on('error', () => undefined)
      const closed = new Promise((resolve) => socket.on('close', resolve))
      await new Promise((resolve) => socket.once(moment, resolve))
      socket.resetAndDestroy()
      await closed
      expect((await ask('/')).status).toBe(200)
    }
    process.off('uncaughtExceptionMonitor', note)
    expect(uncaught).toEqual([])
  })

  it('ends on a text message and on a wrong start', async () => {
    const host = await start()
    const ended = async (first: string | Uint8Array): Promise<number> => {
      const socket = await dial(host, '/ws/chat')
      if (!(socket instanceof WebSocket)) throw new Error('refused')
      return new Promise((resolve) => {
        socket.on('close', resolve)
        socket.send(first)
      })
    }
    expect(await ended('hello')).toBe(1003)
    expect(await ended(Uint8Array.of(1, 2, 3, 4))).toBe(1006)
    expect(host.state().failures.map(({ rule }) => rule)).toEqual(['stream-bad-magic'])
    expect(host.state().counters.socketsLive).toBe(0)
  })
})

describe('the kept state', () => {
  it('survives a restart, is private to its owner, and is forgotten with fresh', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'moonlet-data-'))
    const first = await startHost({ port: 0, dataDir })
    const { root } = first.state().service
    const [phone] = first.phones.list()
    await first.close()
    expect(JSON.parse(await readFile(join(dataDir, 'sandbox.json'), 'utf8'))).toHaveProperty(
      'phones',
    )
    expect((await stat(join(dataDir, 'sandbox.json'))).mode & 0o777).toBe(0o600)

    const second = await startHost({ port: 0, dataDir })
    expect(second.state().service.root).toBe(root)
    expect(second.phones.list()[0]?.number).toBe(phone?.number)
    await second.close()

    const fresh = await startHost({ port: 0, dataDir, fresh: true })
    expect(fresh.state().service.root).not.toBe(root)
    await fresh.close()

    await writeFile(join(dataDir, 'sandbox.json'), '{"half":')
    await expect(startHost({ port: 0, dataDir })).rejects.toThrow(/damaged.*--fresh/)
    await rm(dataDir, { recursive: true })
  })

  it('a busy port is an error of the port', async () => {
    const busy = startHost({ port: shared.port })
    await expect(busy).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('the version', () => {
  const version = async (path: string) =>
    JSON.parse((await ask(path)).text) as { version: number[]; fetchedAt: number }

  it('is a copy of some hours, and fresh when asked for', async () => {
    const first = await version('/version')
    expect(first.version.slice(0, 2)).toEqual([2, 3000])
    expect(first.fetchedAt).toBeGreaterThan(1_700_000_000_000)
    shared.fault({ kind: 'service-version', tertiary: 1_099_999_999 })
    expect(await version('/version')).toEqual(first)
    expect((await version('/version?fresh=1')).version).toEqual([2, 3000, 1_099_999_999])
    expect((await version('/version')).version).toEqual([2, 3000, 1_099_999_999])
    expect(shared.state().counters.byKind.version).toBe(4)
  })
})

describe('a restart of the service', () => {
  it('cuts every socket and keeps port, keys and state', async () => {
    const host = await start()
    const socket = new WebSocket(`ws://localhost:${host.port}/ws/chat`)
    await new Promise((resolve) => socket.once('open', resolve))
    const before = host.state()
    const cut = new Promise((resolve) => socket.once('close', resolve))
    host.restart(2000)
    expect(await cut).toBe(1006)
    await expect(ask('/', {}, host)).rejects.toThrow()
    const refused = new WebSocket(`ws://localhost:${host.port}/ws/chat`)
    await new Promise((resolve) => refused.once('error', resolve))
    expect((await ask('/sandbox/state', {}, host)).status).toBe(200)
    await until(() => !host.service.isDown(), 'back again', 10_000)
    expect((await ask('/', {}, host)).status).toBe(200)
    expect(host.state().service).toEqual(before.service)
    expect(host.state().phones).toEqual(before.phones)
  })
})
