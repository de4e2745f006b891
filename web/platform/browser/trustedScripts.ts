/** The part of Trusted Types that scripts need; the type libraries do not know it yet. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string }
}

/**
 * Makes the one policy of this page, which the CSP names `moonlet`: it passes exactly the given
 * script addresses. Call it once; a second policy of the name would be refused. Where the browser
 * has no Trusted Types, the addresses pass as they are.
 *
 * The returned function throws TypeError for any other address.
 */
export function trustScripts(
  addresses: readonly string[],
  types: TrustedTypes | undefined = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes,
): (address: string) => string {
  const check = (address: string): string => {
    if (!addresses.includes(address)) throw new TypeError('not a script of this page')
    return address
  }
  const policy = types?.createPolicy('moonlet', { createScriptURL: check })
  return (address) => (policy === undefined ? check(address) : policy.createScriptURL(address))
}
