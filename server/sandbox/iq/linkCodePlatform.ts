import { CryptoError } from '../../../web/crypto/errors.ts'
import { child, textOf, type WireNode } from '../../../web/wire/node/node.ts'

/** Client types of 03 section 2; 0, unknown, is refused for pair codes. */
const PLATFORM_ID = /^[1-9c-f]$/

/** Names that the service takes for browsers and systems (03 section 5). */
const BROWSERS = [
  'Brave',
  'Chrome',
  'Chromium',
  'Edge',
  'Firefox',
  'IE',
  'Internet Explorer',
  'Opera',
  'Safari',
  'Samsung Internet',
  'Vivaldi',
]
const SYSTEMS = [
  'Android',
  'Chrome OS',
  'Debian',
  'Fedora',
  'iOS',
  'iPadOS',
  'Linux',
  'Mac OS',
  'macOS',
  'Ubuntu',
  'Windows',
]

/** What is wrong with the two children that say what the companion runs in. */
export function platformDeviations(hello: WireNode): Array<{ rule: string; detail: string }> {
  const found = []
  if (!PLATFORM_ID.test(read(hello, 'companion_platform_id'))) {
    found.push({ rule: 'unknown-platform-id', detail: 'companion_platform_id' })
  }
  const [, browser = '', system = ''] =
    /^([^()]+) \(([^()]+)\)$/.exec(read(hello, 'companion_platform_display')) ?? []
  if (!BROWSERS.includes(browser) || !SYSTEMS.includes(system)) {
    found.push({ rule: 'bad-platform-display', detail: 'companion_platform_display' })
  }
  return found
}

/** The text of a child; empty when there is none, or it is no text. */
function read(hello: WireNode, tag: string): string {
  const part = child(hello, tag)
  try {
    return part === undefined ? '' : textOf(part)
  } catch (cause) {
    if (cause instanceof CryptoError) return ''
    throw cause
  }
}
