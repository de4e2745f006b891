import type { DeviceDescription } from '../platform.ts'

/** The parts of `navigator` that name the browser. */
export interface NavigatorNames {
  readonly userAgent: string
  /** User-Agent Client Hints; Chromium only. */
  readonly userAgentData?: {
    readonly brands: ReadonlyArray<{ readonly brand: string }>
    readonly platform: string
  }
}

/** First match wins; every browser claims to be the ones further down. */
const browsers: ReadonlyArray<readonly [RegExp, DeviceDescription['browser']]> = [
  [/\b(Edg|EdgA|EdgiOS)\/|Microsoft Edge/, 'Edge'],
  [/\b(OPR|OPT|Opera)\b/, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|Chromium|CriOS)\/|Google Chrome|Chromium/, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

/** The names the service knows. Chrome OS is shown as the Linux it is made of. */
const systems: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b(iPhone|iPad|iPod)\b|^iOS$/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh|^macOS$/, 'Mac OS'],
  [/Linux|CrOS|Chrome OS|Chromium OS/, 'Linux'],
]

/**
 * How the phone will list this browser. Only names on a short list are used, because the service
 * refuses a link from a device whose name it does not know; anything else counts as Chrome on Linux.
 */
export function describeDevice(names: NavigatorNames): DeviceDescription {
  const brands = names.userAgentData?.brands.map(({ brand }) => brand).join(';') ?? ''
  const browser = firstMatch(browsers, `${brands};${names.userAgent}`)
  const os = firstMatch(systems, names.userAgentData?.platform ?? '')
  return {
    browser: browser ?? 'Chrome',
    os: os ?? firstMatch(systems, names.userAgent) ?? 'Linux',
  }
}

function firstMatch<Name>(
  table: ReadonlyArray<readonly [RegExp, Name]>,
  text: string,
): Name | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1]
}
