import type { AccountView } from '../../bridge/contract.ts'
import type { DeviceDescription } from '../../platform/platform.ts'
import { bareJid, jidParts, parseJid } from '../../wire/jid.ts'
import type { Facts } from './accountFacts.ts'

/** Who is linked, for the windows; nothing while nobody is. */
export function accountView(
  { session, profile }: Facts,
  device: DeviceDescription,
): AccountView | undefined {
  if (session === undefined) return undefined
  const { user, device: deviceNumber } = jidParts(parseJid(session.jid))
  const { lid, businessName, phonePlatform } = session
  return {
    number: user,
    deviceName: deviceName(device),
    deviceNumber,
    linkedAtMs: session.linkedAtMs,
    ...(lid === undefined ? {} : { lid: bareJid(parseJid(lid)) }),
    ...(businessName === undefined ? {} : { businessName }),
    ...(phonePlatform === undefined ? {} : { phonePlatform }),
    ...(profile?.pushName === undefined ? {} : { pushName: profile.pushName }),
    ...(profile?.picture === undefined ? {} : { picture: profile.picture }),
  }
}

/** As the phone lists it. A browser it has no name for is listed by its system alone. */
function deviceName({ browser, os }: DeviceDescription): string {
  return browser === 'Other' ? os : `${browser} (${os})`
}
