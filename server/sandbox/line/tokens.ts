import { concatBytes, toHex, utf8Encode } from '../../../web/crypto/bytes.ts'
import { xeddsaVerify } from '../../../web/crypto/xeddsa.ts'
import { type AccessToken, PhoneLineError, type SignInRequest } from '../../phone/line.ts'
import type { ServiceContext } from '../context.ts'
import { printable } from '../linking/refBook.ts'

/** How long a phone stays signed in. */
const TOKEN_LIFE_MS = 24 * 3_600_000
const CHALLENGE_LIFE_MS = 60_000
const SIGN_IN = 'sandbox phone sign-in'

/** Why a token is no good; the text of the refusal. */
export type TokenFault = 'unknown-token' | 'expired-token' | 'foreign-token'

/** Phones prove their account identity here and get access tokens for it. */
export interface TokenDesk {
  /** 32 random bytes, good for one sign-in within a minute. */
  challenge(number: string): Uint8Array
  /** A new token for the account whose identity signed. @throws PhoneLineError */
  signIn(request: SignInRequest): Promise<AccessToken>
  /** Whether a token is good for an account; undefined: it is. */
  check(as: { readonly number: string; readonly token: string }): TokenFault | undefined
}

/** A desk over the service's stored tokens. */
export function createTokenDesk(context: ServiceContext, lifeMs = TOKEN_LIFE_MS): TokenDesk {
  const { world, state } = context
  const challenges = new Map<string, { readonly number: string; readonly untilMs: number }>()

  function forgetOld(): void {
    const nowMs = world.clock.now()
    for (const [hex, { untilMs }] of challenges) if (untilMs <= nowMs) challenges.delete(hex)
    // An expired token is remembered for one more life, to be told from an unknown one.
    for (const [text, { expiresAtMs }] of state.tokens) {
      if (expiresAtMs + lifeMs <= nowMs) state.tokens.delete(text)
    }
  }

  return {
    challenge(number) {
      forgetOld()
      const bytes = world.randomBytes(32)
      challenges.set(toHex(bytes), { number, untilMs: world.clock.now() + CHALLENGE_LIFE_MS })
      return bytes
    },
    async signIn({ number, challenge, signature }) {
      const account = state.accounts.get(number)
      if (account === undefined) throw new PhoneLineError('unknown-account')
      const hex = toHex(challenge)
      const given = challenges.get(hex)
      challenges.delete(hex)
      const covered = concatBytes(utf8Encode(SIGN_IN), challenge)
      const isFresh = given?.number === number && given.untilMs > world.clock.now()
      if (!isFresh || !(await xeddsaVerify(account.identityKey, covered, signature))) {
        throw new PhoneLineError('bad-signature')
      }
      const token = printable(world.randomBytes(32))
      const expiresAtMs = world.clock.now() + lifeMs
      state.tokens.set(token, { token, number, expiresAtMs })
      await state.save()
      return { token, expiresAtMs }
    },
    check({ number, token }) {
      const known = state.tokens.get(token)
      if (known === undefined) return 'unknown-token'
      if (known.number !== number) return 'foreign-token'
      return known.expiresAtMs <= world.clock.now() ? 'expired-token' : undefined
    },
  }
}
