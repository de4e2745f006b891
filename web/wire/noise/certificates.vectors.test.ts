import { expect, test } from 'vitest'
import { fromHex } from '../../crypto/bytes.ts'
import { CertificateError, verifyCertChain } from './certificates.ts'
import vectors from './vectors/noise.json' with { type: 'json' }

/** Which check each rejected chain fails, by the name it has in the vectors. */
const EXPECTED_CODES: Readonly<Record<string, string>> = {
  'intermediate signed by a different root': 'intermediate-signature',
  'intermediate signature bit flipped': 'intermediate-signature',
  'leaf signature bit flipped': 'leaf-signature',
  'leaf signed by another key': 'leaf-signature',
  'leaf details changed after signing': 'leaf-signature',
  'intermediate issuerSerial is 1 instead of 0': 'intermediate-issuer',
  'leaf issuerSerial does not equal intermediate serial': 'leaf-issuer',
  'leaf key is not the server static key': 'leaf-key',
  'leaf missing': 'incomplete',
  'intermediate missing': 'incomplete',
  'signature shortened to 63 bytes': 'incomplete',
  'leaf expired': 'clock',
  'intermediate not yet valid': 'clock',
}

test.each(vectors.certificates)('$name: $expected', async (vector) => {
  const trust = { root: fromHex(vector.root), nowSec: vector.nowUnixSeconds }
  const outcome = verifyCertChain(fromHex(vector.chain), fromHex(vector.serverStatic), trust)
  if (vector.expected === 'accept') {
    await expect(outcome).resolves.toMatchObject({ notAfter: expect.any(Number) })
    return
  }
  const error = await outcome.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(CertificateError)
  expect(error).toMatchObject({ code: EXPECTED_CODES[vector.name] })
})
