import type { LinkedDeviceView } from '../control.ts'
import type { TypeRefusal } from '../typeRefusals.ts'
import type { ScanFailure } from './scanner/scanState.ts'
import { words } from './words.ts'

/** The phone, or the service, said no to a typed code; or the page could not reach them. */
export type TypeFailure = TypeRefusal | 'unreachable'

/** What the phone's page asks of the sandbox. Every call is about one phone. */
export interface PhoneApi {
  scan(
    qr: string,
  ): Promise<{ readonly device: LinkedDeviceView } | { readonly failure: ScanFailure }>
  /** The code that a browser shows was typed. */
  typeCode(
    code: string,
  ): Promise<{ readonly device: LinkedDeviceView } | { readonly failure: TypeFailure }>
  /** Whether the device is gone. */
  unlink(device: number): Promise<boolean>
  /** Whether the name was taken. */
  rename(name: string): Promise<boolean>
  /** Address of the profile picture. */
  pictureUrl(phone: string): string
}

/** `phone` is the id in the page's address; undefined means the first phone. */
export function createPhoneApi(phone: string | undefined): PhoneApi {
  const whose = phone === undefined ? {} : { phone }
  return {
    async scan(qr) {
      const answer = await post('/sandbox/phone/scan', { ...whose, qr })
      if (!answer) return { failure: 'unreachable' }
      if (answer.ok) return { device: (answer.body as { device: LinkedDeviceView }).device }
      return { failure: failureOf(answer.body, words.scanner.failures) }
    },
    async typeCode(code) {
      const answer = await post('/sandbox/phone/type-code', { ...whose, code })
      if (!answer) return { failure: 'unreachable' }
      if (answer.ok) return { device: (answer.body as { device: LinkedDeviceView }).device }
      return { failure: failureOf(answer.body, words.keypad.failures) }
    },
    async unlink(device) {
      return (await post('/sandbox/phone/unlink', { ...whose, device }))?.ok ?? false
    },
    async rename(name) {
      return (await post('/sandbox/phone/rename', { ...whose, name }))?.ok ?? false
    },
    pictureUrl: (id) => `/sandbox/phone/picture?phone=${encodeURIComponent(id)}`,
  }
}

/** The sandbox's answer; undefined when there was none, or none that is JSON. */
async function post(
  path: string,
  content: object,
): Promise<{ readonly ok: boolean; readonly body: unknown } | undefined> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(content),
    })
    return { ok: response.ok, body: await response.json() }
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The refusal's code, if there are words for it. */
function failureOf<Failure extends string>(
  body: unknown,
  known: Readonly<Record<Failure, string>>,
): Failure | 'service-error' {
  const code = (body as { readonly code?: unknown } | null)?.code
  return typeof code === 'string' && Object.hasOwn(known, code)
    ? (code as Failure)
    : 'service-error'
}
