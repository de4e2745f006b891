import { anything, type FieldRules, is, optionalField, text } from '../strict/fields.ts'

const WEB = 14
const RELEASE = 0
const WEB_BROWSER = 0
const WIFI_UNKNOWN = 1
const USER_ACTIVATED = 1

const isNumberAbove = (least: number) => (value: unknown) =>
  typeof value === 'number' && value > least

/** The part of a ClientPayload that registration and login share (01 section 5). */
export const commonFields: FieldRules = {
  userAgent: {
    fields: {
      platform: is(WEB),
      appVersion: {
        fields: {
          primary: is(2),
          secondary: is(3000),
          tertiary: { allows: isNumberAbove(0) },
        },
      },
      mcc: is('000'),
      mnc: is('000'),
      osVersion: is('0.1'),
      manufacturer: is(''),
      device: is('Desktop'),
      osBuildNumber: is('0.1'),
      releaseChannel: is(RELEASE),
      localeLanguageIso6391: is('en'),
      localeCountryIso31661Alpha2: is('US'),
    },
  },
  webInfo: { fields: { webSubPlatform: is(WEB_BROWSER) } },
  connectType: is(WIFI_UNKNOWN),
  connectReason: is(USER_ACTIVATED),
  pushName: optionalField(text(100)),
  connectAttemptCount: optionalField(anything),
}
