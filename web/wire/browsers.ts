import { DeviceProps_PlatformType } from './proto/gen/payload_pb.ts'

/** The last field of a QR code, and `companion_platform_id` of a pair code. */
export type ClientType = '1' | '2' | '3' | '5' | '6' | '9'

/** The two numbers by which the service knows the browser that a companion runs in. */
export interface BrowserNumbers {
  readonly clientType: ClientType
  readonly platformType: DeviceProps_PlatformType
}

/** By browser name. 9 is any other web client; its icon on the phone is that of a desktop. */
export const BROWSER_NUMBERS = {
  Chrome: { clientType: '1', platformType: DeviceProps_PlatformType.CHROME },
  Edge: { clientType: '2', platformType: DeviceProps_PlatformType.EDGE },
  Firefox: { clientType: '3', platformType: DeviceProps_PlatformType.FIREFOX },
  Opera: { clientType: '5', platformType: DeviceProps_PlatformType.OPERA },
  Safari: { clientType: '6', platformType: DeviceProps_PlatformType.SAFARI },
  Other: { clientType: '9', platformType: DeviceProps_PlatformType.DESKTOP },
} as const satisfies Readonly<Record<string, BrowserNumbers>>
