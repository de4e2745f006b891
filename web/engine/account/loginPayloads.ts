import type { DeviceDescription } from '../../platform/platform.ts'
import { BROWSER_NUMBERS } from '../../wire/browsers.ts'
import { jidParts, parseJid } from '../../wire/jid.ts'
import {
  type AppVersion,
  loginPayload,
  registrationPayload,
  SERVICE_VERSION,
} from '../../wire/payload.ts'
import type { Facts } from './accountFacts.ts'

/** The product's own version; the phone is told, and shows it to nobody. */
const PRODUCT_VERSION = [0, 1, 0] as const

/**
 * What ClientFinish carries: a login for a linked account, else a registration with this device's keys.
 *
 * @throws Error without device keys: they are committed before the first dial.
 */
export function payloadOf(facts: Facts, description: DeviceDescription): Uint8Array {
  const { device, session } = facts
  const version = appVersionOf(facts)
  if (session !== undefined) {
    const { user, device: deviceNumber } = jidParts(parseJid(session.jid))
    return loginPayload({
      version,
      username: user,
      device: deviceNumber,
      loginCounter: session.loginCounter,
    })
  }
  if (device === undefined) throw new Error('no device keys to register')
  return registrationPayload({
    version,
    registrationId: device.registrationId,
    identityPublic: device.identity.publicKey,
    signedPreKey: device.signedPreKey,
    device: {
      os: description.os,
      platformType: BROWSER_NUMBERS[description.browser].platformType,
    },
    appVersion: PRODUCT_VERSION,
  })
}

/** The version to dial with: what the service told after a refusal, but never less than our own. */
export function appVersionOf({ version: told }: Pick<Facts, 'version'>): AppVersion {
  return told !== undefined && isNewer(told.version, SERVICE_VERSION)
    ? told.version
    : SERVICE_VERSION
}

function isNewer(version: AppVersion, than: AppVersion): boolean {
  const at = version.findIndex((part, index) => part !== than[index])
  return (version[at] ?? 0) > (than[at] ?? 0)
}
