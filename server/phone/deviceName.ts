import { decodeProto, ProtoError } from '../../web/wire/proto/codec.ts'
import { DevicePropsSchema } from '../../web/wire/proto/gen/payload_pb.ts'

/** How a phone names a companion: `browser (os)`. */
export interface CompanionName {
  readonly browser: string
  readonly os: string
}

/** DeviceProps.PlatformType by number, for what can show our code. */
const BROWSERS: ReadonlyMap<number, string> = new Map([
  [1, 'Chrome'],
  [2, 'Firefox'],
  [3, 'Internet Explorer'],
  [4, 'Opera'],
  [5, 'Safari'],
  [6, 'Edge'],
  [7, 'Desktop'],
  [8, 'iPad'],
  [9, 'Android tablet'],
  [14, 'iPhone'],
  [15, 'Mac app'],
  [16, 'Android phone'],
  [21, 'Windows app'],
])

const UNKNOWN_BROWSER = 'Browser'
const UNKNOWN_OS = 'unknown system'
const NAME_LIMIT = 40

/**
 * Reads the companion's name from its DeviceProps bytes, as the service hands them over after a
 * link. What is missing or malformed gets a neutral name: a label is no reason to refuse a device.
 */
export function readCompanionName(deviceProps: Uint8Array): CompanionName {
  const props = decodeDeviceProps(deviceProps)
  const os = cleanLabel(props.os)
  return {
    browser: BROWSERS.get(props.platformType) ?? UNKNOWN_BROWSER,
    os: os === '' ? UNKNOWN_OS : os,
  }
}

/** The one line for lists, e.g. `Chrome (Linux)`. */
export function companionLabel(name: CompanionName): string {
  return `${name.browser} (${name.os})`
}

function decodeDeviceProps(bytes: Uint8Array): { os: string; platformType: number } {
  try {
    return decodeProto(DevicePropsSchema, bytes)
  } catch (error) {
    if (error instanceof ProtoError) return { os: '', platformType: 0 }
    throw error
  }
}

/** Text of another device, made safe for one line: no control characters, limited length. */
export function cleanLabel(text: string): string {
  const printable = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
  return Array.from(printable).slice(0, NAME_LIMIT).join('').trim()
}
