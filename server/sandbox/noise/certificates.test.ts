import { describe, expect, it } from 'vitest'
import { generateKeyPair } from '../../../web/crypto/x25519.ts'
import { seededRandom } from '../../../web/platform/fakes.ts'
import { verifyCertChain } from '../../../web/wire/noise/certificates.ts'
import { type ChainFlaw, CHAIN_FLAWS, issueChain } from './certificates.ts'

const randomBytes = seededRandom(5)
const nowSec = 1_790_000_000
const DAY = 86_400

async function verify(flaw: ChainFlaw | undefined, clientNowSec = nowSec) {
  const keys = {
    root: await generateKeyPair(randomBytes),
    intermediate: await generateKeyPair(randomBytes),
    noise: await generateKeyPair(randomBytes),
  }
  const chain = issueChain(keys, { nowSec, randomBytes, flaw })
  const trust = { root: keys.root.publicKey, nowSec: clientNowSec }
  return verifyCertChain(chain, keys.noise.publicKey, trust)
}

describe('the chain of the service', () => {
  it('passes the eight checks of a client, also one whose clock is days off', async () => {
    await verify(undefined)
    await verify(undefined, nowSec - 29 * DAY)
    await verify(undefined, nowSec + 9 * 365 * DAY)
  })

  it('fails outside its window by the clock check alone', async () => {
    await expect(verify(undefined, nowSec - 31 * DAY)).rejects.toMatchObject({ code: 'clock' })
    await expect(verify(undefined, nowSec + 11 * 365 * DAY)).rejects.toMatchObject({
      code: 'clock',
    })
    await expect(verify('expired')).rejects.toMatchObject({ code: 'clock' })
    await expect(verify('not-yet-valid')).rejects.toMatchObject({ code: 'clock' })
  })

  it('fails one check of its own for each flaw', async () => {
    const flaws = CHAIN_FLAWS.filter((flaw) => flaw !== 'expired' && flaw !== 'not-yet-valid')
    for (const flaw of flaws) {
      const refusal = await verify(flaw).then(
        () => 'passed',
        (error: { code?: string }) => error.code,
      )
      expect(refusal, flaw).not.toBe('passed')
      expect(refusal, flaw).not.toBe('clock')
    }
  })
})
