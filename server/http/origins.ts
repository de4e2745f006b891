import type { IncomingHttpHeaders } from 'node:http'

const LOCAL_HOST = /^(localhost|127\.0\.0\.1)(:\d{1,5})?$/

/** The Origin that real clients send to the real service. */
const SERVICE_ORIGIN = 'https://web.whatsapp.com'

/** Whether a request was addressed to this machine by a name that no other machine can have. */
export function isLocalHost(headers: IncomingHttpHeaders): boolean {
  return LOCAL_HOST.test(headers.host ?? '')
}

/** Whether it comes from a page of this server, or from no page at all. */
export function isOwnOrigin(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers
  return origin === undefined || (isLocalHost(headers) && origin === `http://${host}`)
}

/** Who may open the companion's socket (01 section 10.1). */
export function mayOpenSocket(headers: IncomingHttpHeaders): boolean {
  return headers.origin === SERVICE_ORIGIN || isOwnOrigin(headers)
}
