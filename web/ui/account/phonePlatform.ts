import { homeWords as words } from '../words/homeWords.ts'

/** The phone's platform in words; it names itself in either case (`android`, `IOS`, `smba`…). */
export function phonePlatformWords(platform: string): string {
  switch (platform.toLowerCase()) {
    case 'android':
      return words.phones.android
    case 'iphone':
    case 'ios':
      return words.phones.iphone
    case 'smba':
      return words.phones.smba
    case 'smbi':
      return words.phones.smbi
    default:
      return words.phones.other(platform)
  }
}
