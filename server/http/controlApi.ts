import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PhoneControl } from '../phone/control.ts'
import { DeviceError } from '../phone/device/deviceError.ts'
import type { PhonePlatform } from '../phone/line.ts'
import { handlePeople, PeopleRequestError } from '../phone/people/api.ts'
import type { PeopleControl } from '../phone/people/control.ts'
import { FaultError } from '../sandbox/faults/faultError.ts'
import type { EventStream } from './eventStream.ts'
import type { HostState } from './hostState.ts'
import { isLocalHost, isOwnOrigin } from './origins.ts'
import { HttpRefusal, reply, replyJson } from './reply.ts'
import { readJsonObject } from './requestBody.ts'

/** What the control API works on. */
export interface Controlled {
  readonly phones: PhoneControl
  readonly people: PeopleControl
  readonly events: EventStream
  state(): HostState
  /** @throws FaultError */
  fault(request: unknown): unknown
}

type Body = Readonly<Record<string, unknown>>
interface Route {
  readonly method: 'GET' | 'POST'
  run(controlled: Controlled, exchange: Exchange): unknown
}
interface Exchange {
  readonly body: Body
  readonly query: URLSearchParams
  readonly response: ServerResponse
}

/** A route that has answered by itself. */
const ANSWERED = Symbol('answered')

const ROUTES: Readonly<Record<string, Route>> = {
  '/sandbox/state': { method: 'GET', run: (controlled) => controlled.state() },
  '/sandbox/events': {
    method: 'GET',
    run({ events }, { response }) {
      events.open(response)
      return ANSWERED
    },
  },
  '/sandbox/phone/picture': { method: 'GET', run: sendPicture },
  '/sandbox/phone/scan': { method: 'POST', run: scan },
  '/sandbox/phone/type-code': { method: 'POST', run: typeCode },
  '/sandbox/phone/reregister': { method: 'POST', run: reregister },
  '/sandbox/phone/unlink': { method: 'POST', run: unlink },
  '/sandbox/phone/rename': { method: 'POST', run: rename },
  '/sandbox/phone/add': { method: 'POST', run: addPhone },
  '/sandbox/fault': { method: 'POST', run: runFault },
  '/sandbox/people': {
    method: 'GET',
    run: ({ people }) => ({ people: people.list(), groups: people.groups() }),
  },
}
const PEOPLE = '/sandbox/people/'

/**
 * Answers a request under `/sandbox/`. Any web page can post to a local port, so the Host must be
 * this machine, the Origin the page's own or none, and a body `application/json`.
 *
 * @throws HttpRefusal
 */
export async function control(
  controlled: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (!isLocalHost(request.headers)) {
    throw new HttpRefusal(403, 'foreign-host', 'the control API answers on localhost only')
  }
  if (!isOwnOrigin(request.headers)) {
    throw new HttpRefusal(403, 'foreign-origin', 'the control API answers its own pages only')
  }
  const route = routeTo(url.pathname)
  if (route === undefined) throw new HttpRefusal(404, 'unknown-path', 'there is nothing here')
  if (request.method !== route.method) {
    const headers = { Allow: route.method }
    throw new HttpRefusal(405, 'wrong-method', `use ${route.method}`, headers)
  }
  const body = route.method === 'POST' ? await readJsonObject(request) : {}
  const answer = await route.run(controlled, { body, query: url.searchParams, response })
  if (answer !== ANSWERED) replyJson(response, 200, answer)
}

function routeTo(path: string): Route | undefined {
  if (Object.hasOwn(ROUTES, path)) return ROUTES[path]
  if (!path.startsWith(PEOPLE)) return undefined
  const name = path.slice(PEOPLE.length)
  return { method: 'POST', run: (controlled, { body }) => runPeople(controlled, name, body) }
}

async function runPeople({ people }: Controlled, name: string, body: Body): Promise<unknown> {
  const run = handlePeople(people, name, body)
  if (run === undefined) throw new HttpRefusal(404, 'unknown-path', 'there is nothing here')
  try {
    return await run.answer
  } catch (cause) {
    if (cause instanceof PeopleRequestError) throw new HttpRefusal(400, cause.code, cause.message)
    if (!(cause instanceof DeviceError)) throw cause
    throw new HttpRefusal(cause.code === 'unknown' ? 404 : 409, cause.code, cause.message)
  }
}

function sendPicture({ phones }: Controlled, { query, response }: Exchange): typeof ANSWERED {
  const jpeg = phones.picture(query.get('phone') ?? undefined)
  if (jpeg === undefined) throw new HttpRefusal(404, 'unknown-phone', 'no such phone')
  reply(response, 200, { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' }, jpeg)
  return ANSWERED
}

async function scan({ phones }: Controlled, { body }: Exchange): Promise<unknown> {
  onlyFields(body, ['qr', 'phone', 'token'])
  const token = optionalText(body, 'token')
  const result = await phones.scan(
    optionalText(body, 'phone'),
    requiredText(body, 'qr'),
    token === undefined ? {} : { token },
  )
  if (result.ok) return { device: result.device }
  throw new HttpRefusal(statusOf(result.code), result.code, result.message)
}

async function typeCode({ phones }: Controlled, { body }: Exchange): Promise<unknown> {
  onlyFields(body, ['code', 'phone'])
  const result = await phones.typeCode(optionalText(body, 'phone'), requiredText(body, 'code'))
  if (result.ok) return { device: result.device }
  throw new HttpRefusal(statusOf(result.code), result.code, result.message)
}

async function reregister({ phones }: Controlled, { body }: Exchange): Promise<unknown> {
  onlyFields(body, ['phone'])
  const phone = await phones.reregister(optionalText(body, 'phone'))
  if (phone === undefined) throw new HttpRefusal(404, 'unknown-phone', 'no such phone')
  return { phone }
}

async function unlink({ phones }: Controlled, { body }: Exchange): Promise<unknown> {
  onlyFields(body, ['device', 'phone'])
  const { device } = body
  if (device === undefined) throw new HttpRefusal(400, 'missing-field', 'device is missing')
  if (device !== 'all' && !isDeviceNumber(device)) {
    throw new HttpRefusal(400, 'bad-field', 'device is a device number or "all"')
  }
  const result = await phones.unlink(optionalText(body, 'phone'), device)
  if (result.ok) return {}
  throw new HttpRefusal(statusOf(result.code), result.code, result.message)
}

async function rename({ phones }: Controlled, { body }: Exchange): Promise<unknown> {
  onlyFields(body, ['name', 'phone'])
  const phone = await phones.rename(optionalText(body, 'phone'), requiredName(body))
  if (phone === undefined) throw new HttpRefusal(404, 'unknown-phone', 'no such phone')
  return { phone }
}

async function addPhone({ phones }: Controlled, { body }: Exchange): Promise<unknown> {
  onlyFields(body, ['name', 'platform'])
  const name = optionalName(body)
  const platform = platformOf(body)
  const phone = await phones.add({
    ...(name === undefined ? {} : { name }),
    ...(platform === undefined ? {} : { platform }),
  })
  return { phone }
}

function runFault(controlled: Controlled, { body }: Exchange): unknown {
  try {
    return controlled.fault(body)
  } catch (cause) {
    if (!(cause instanceof FaultError)) throw cause
    throw new HttpRefusal(cause.code === 'no-connection' ? 409 : 400, cause.code, cause.message)
  }
}

function platformOf(body: Body): PhonePlatform | undefined {
  const platform = optionalText(body, 'platform')
  if (platform === undefined || platform === 'android' || platform === 'iphone') return platform
  throw new HttpRefusal(400, 'bad-field', 'platform is android or iphone')
}

const isDeviceNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 256

function onlyFields(body: Body, names: readonly string[]): void {
  const foreign = Object.keys(body).find((name) => !names.includes(name))
  if (foreign === undefined) return
  throw new HttpRefusal(400, 'bad-field', `${foreign} has no meaning here`)
}

function requiredText(body: Body, name: string): string {
  const text = optionalText(body, name)
  if (text === undefined) throw new HttpRefusal(400, 'missing-field', `${name} is missing`)
  return text
}

function optionalText(body: Body, name: string): string | undefined {
  const value = body[name]
  if (value === undefined) return undefined
  if (typeof value === 'string' && value.length > 0) return value
  throw new HttpRefusal(400, 'bad-field', `${name} is a text`)
}

const NAME_LIMIT = 100
/** Control characters, halves of surrogate pairs, breaks of lines and paragraphs. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u

function optionalName(body: Body): string | undefined {
  const name = optionalText(body, 'name')
  if (name === undefined) return undefined
  const { length } = Array.from(name)
  if (length <= NAME_LIMIT && name.trim() === name && !NOT_IN_NAMES.test(name)) return name
  throw new HttpRefusal(
    400,
    'bad-field',
    `name has 1 to ${NAME_LIMIT} characters, no space around it, no control or broken characters`,
  )
}

function requiredName(body: Body): string {
  const name = optionalName(body)
  if (name === undefined) throw new HttpRefusal(400, 'missing-field', 'name is missing')
  return name
}

/** What a phone's refusal is in HTTP. */
function statusOf(code: string): number {
  switch (code) {
    case 'unknown-token':
    case 'expired-token':
      return 401
    case 'foreign-token':
    case 'not-authorized':
    case 'wrong-code':
      return 403
    case 'unknown-ref':
    case 'unknown-phone':
    case 'unknown-device':
    case 'no-request':
      return 404
    case 'too-many-companions':
    case 'companion-refused':
    case 'companion-timeout':
    case 'companion-silent':
    case 'passkey-required':
    case 'used-code':
    case 'wrong-device':
      return 409
    case 'expired-code':
      return 410
    case 'too-many-tries':
      return 429
    case 'service-error':
      return 424
    default:
      return 400
  }
}
