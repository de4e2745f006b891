import { type AccessToken, type PhoneLine, PhoneLineError } from './line.ts'
import { isTokenRefusal } from './refusals.ts'
import { signIn, type Signer } from './signing.ts'

/** A phone's sign-in at the service: keeps one access token and gets the next when it ends. */
export interface Access {
  /** A token that is good for at least the next seconds; signs in when there is none. */
  readonly token: () => Promise<string>
  /** Signs in again, whatever the clock says. */
  readonly renew: () => Promise<string>
  readonly current: () => AccessToken | undefined
  /** Runs `use` with a token; when the service refuses the token, once more with a new one. */
  readonly withToken: <T>(use: (token: string) => Promise<T>) => Promise<T>
}

/** A token that ends within this time is not used for a new request. */
const SPARE_MS = 10_000

export function createAccess(options: {
  readonly line: PhoneLine
  readonly number: string
  readonly signer: Signer
  readonly now: () => number
}): Access {
  const { line, number, signer, now } = options
  let access: AccessToken | undefined
  let signingIn: Promise<string> | undefined

  async function signInOnce(): Promise<string> {
    const challenge = await line.challenge(number)
    access = await line.signIn({ number, challenge, signature: signIn(signer, challenge) })
    return access.token
  }

  function renew(): Promise<string> {
    signingIn ??= signInOnce().finally(() => {
      signingIn = undefined
    })
    return signingIn
  }

  async function token(): Promise<string> {
    if (access && now() < access.expiresAtMs - SPARE_MS) return access.token
    return renew()
  }

  async function withToken<T>(use: (token: string) => Promise<T>): Promise<T> {
    const shown = await token()
    try {
      return await use(shown)
    } catch (error) {
      if (!(error instanceof PhoneLineError) || !isTokenRefusal(error.code)) throw error
      return use(await renew())
    }
  }

  return { token, renew, withToken, current: () => access }
}
