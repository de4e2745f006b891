import { toBase64 } from '../../web/crypto/bytes.ts'
import { generateKeyPair, type RandomBytes } from '../../web/crypto/x25519.ts'
import type { PhonePlatform } from './line.ts'

/** A companion as its phone remembers it. */
export interface CompanionState {
  /** Canonical address with device number, `number:device@s.whatsapp.net`. */
  readonly jid: string
  readonly keyIndex: number
  readonly browser: string
  readonly os: string
  readonly linkedAtMs: number
  readonly lastActiveMs: number
  /** Whether it takes the first piece of history inside its notification. */
  readonly inlineHistory?: boolean
  /** Whether it wants all of the past. */
  readonly fullHistory?: boolean
  /** The push name that was last sent to it. */
  readonly namedAs?: string
}

/** A person and their phone: plain, JSON-safe, everything that must outlive a restart. */
export interface PersonState {
  readonly id: string
  readonly name: string
  /** Digits, without +. Fictitious: 1555… */
  readonly number: string
  /** `user@lid`. */
  readonly lid: string
  readonly platform: PhonePlatform
  /** Account identity pair, base64 of 32 bytes each. */
  readonly identity: { readonly privateKey: string; readonly publicKey: string }
  /** One random 31-bit number for the life of the account. */
  readonly rawId: number
  readonly portraitSeed: number
  /** The highest key index ever given to a companion, whether or not the link came about. */
  readonly lastKeyIndex: number
  readonly companions: readonly CompanionState[]
}

export interface PersonWish {
  readonly name?: string
  readonly platform?: PhonePlatform
}

const NAMES = [
  'Mira Solheim',
  'Tomás Reyes',
  'Amina Keita',
  'Jun Watanabe',
  'Lea Brandt',
  'Noor Haddad',
  'Elif Demir',
  'Kofi Mensah',
]

/** A new person with fresh keys. `position` counts the persons made so far, from 0. */
export async function makePerson(
  randomBytes: RandomBytes,
  position: number,
  wish: PersonWish = {},
): Promise<PersonState> {
  const identity = await generateKeyPair(randomBytes)
  return {
    id: `phone-${position + 1}`,
    name: wish.name ?? NAMES[position % NAMES.length] ?? 'Somebody',
    number: `1555${randomDigits(randomBytes, 7)}`,
    lid: `1${randomDigits(randomBytes, 14)}@lid`,
    platform: wish.platform ?? (position % 2 === 0 ? 'android' : 'iphone'),
    identity: {
      privateKey: toBase64(identity.privateKey),
      publicKey: toBase64(identity.publicKey),
    },
    rawId: randomRawId(randomBytes),
    portraitSeed: position,
    lastKeyIndex: 0,
    companions: [],
  }
}

/** The same person on a phone set up anew: new identity, none of the old linked devices. */
export async function setUpAnew(
  randomBytes: RandomBytes,
  person: PersonState,
): Promise<PersonState> {
  const identity = await generateKeyPair(randomBytes)
  return {
    ...person,
    identity: {
      privateKey: toBase64(identity.privateKey),
      publicKey: toBase64(identity.publicKey),
    },
    rawId: randomRawId(randomBytes),
    companions: [],
  }
}

/** Every digit equally likely: bytes from 250 up are thrown away. */
function randomDigits(randomBytes: RandomBytes, count: number): string {
  let digits = ''
  while (digits.length < count) {
    for (const byte of randomBytes(count)) {
      if (byte < 250 && digits.length < count) digits += String(byte % 10)
    }
  }
  return digits
}

/** 1 … 2^31 - 1. */
function randomRawId(randomBytes: RandomBytes): number {
  const [a = 0, b = 0, c = 0, d = 0] = randomBytes(4)
  return ((a & 0x7f) << 24) | (b << 16) | (c << 8) | d || 1
}
