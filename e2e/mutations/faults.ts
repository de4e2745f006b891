/** One line of the client that could be wrong, and the tests that must notice. */
export interface Fault {
  /** What somebody might have got wrong. */
  readonly name: string
  readonly file: string
  /** The line as it stands, without its indentation. It must stand there exactly once. */
  readonly line: string
  /** What stands there instead; nothing when the line is dropped. */
  readonly instead: string
  /** The tests to run: files, and if given, only those whose name contains this text. */
  readonly tests: readonly string[]
  readonly only?: string
}

const certificates = 'web/wire/noise/certificates.ts'
const certificateTests = [
  'web/wire/noise/certificates.test.ts',
  'web/wire/noise/certificates.vectors.test.ts',
]
const handshake = 'web/wire/noise/handshake.ts'
const noiseTests = [
  'web/wire/noise/handshake.test.ts',
  'web/wire/noise/handshake.vectors.test.ts',
  'web/wire/noise/transport.test.ts',
]
const adv = 'web/formats/adv.ts'
const advTests = ['web/formats/adv.vectors.test.ts']
const linkingTests = ['web/engine/linking/linking.test.ts']

const preKeyStock = 'web/engine/keys/preKeyStock.ts'
const signedPreKeys = 'web/engine/keys/signedPreKeys.ts'
const keyCareTests = ['web/engine/keys/keyCare.test.ts', 'web/engine/keys/keyCare.property.test.ts']
const signedPreKeyTests = ['web/engine/keys/signedPreKeys.test.ts']

/** Faults in what the client verifies before it believes anybody. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'the intermediate certificate is not checked under the root',
    file: certificates,
    line: "await requireSigned(intermediateBytes, trust.root, 'intermediate-signature')",
    instead: '',
    tests: certificateTests,
  },
  {
    name: 'the intermediate may have any issuer',
    file: certificates,
    line: "requireRule(intermediate.issuerSerial === ROOT_SERIAL, 'intermediate-issuer')",
    instead: '',
    tests: certificateTests,
  },
  {
    name: 'the intermediate key may have any length',
    file: certificates,
    line: "requireRule(intermediate.key.length === KEY_LENGTH, 'intermediate-key')",
    instead: '',
    tests: certificateTests,
  },
  {
    name: 'the leaf certificate is not checked',
    file: certificates,
    line: "await requireSigned(leafBytes, intermediate.key, 'leaf-signature')",
    instead: '',
    tests: certificateTests,
  },
  {
    name: 'the leaf is checked under the root instead of the intermediate',
    file: certificates,
    line: "await requireSigned(leafBytes, intermediate.key, 'leaf-signature')",
    instead: "await requireSigned(leafBytes, trust.root, 'leaf-signature')",
    tests: certificateTests,
  },
  {
    name: 'the leaf may come from another issuer than the intermediate',
    file: certificates,
    line: "requireRule(leaf.issuerSerial === intermediate.serial, 'leaf-issuer')",
    instead: '',
    tests: certificateTests,
  },
  {
    name: 'the certificate may be for another key than the one that was used',
    file: certificates,
    line: "requireRule(equalBytes(leaf.key, serverStatic), 'leaf-key')",
    instead: '',
    tests: certificateTests,
  },
  {
    name: 'an expired certificate is good',
    file: certificates,
    line: 'if (notBefore <= nowSec && nowSec <= notAfter) return',
    instead: 'if (notBefore <= nowSec) return',
    tests: certificateTests,
  },
  {
    name: 'the handshake does not look at the certificates at all',
    file: handshake,
    line: 'return verifyCertChain(chain, serverStatic, trust)',
    instead: 'return { notBefore: 0, notAfter: Math.min(trust.nowSec, serverStatic.length) }',
    tests: noiseTests,
  },
  {
    name: "the client's ephemeral key stands in for its static one",
    file: handshake,
    line: 'symmetric.mixKey(await agree(privateKey, this.#serverEphemeral))',
    instead:
      'symmetric.mixKey(await agree(this.#options.ephemeral.privateKey ?? privateKey, this.#serverEphemeral))',
    tests: noiseTests,
  },
  {
    name: 'a nonce is used again',
    file: 'web/wire/noise/cipherState.ts',
    line: 'this.#counter++',
    instead: '',
    tests: noiseTests,
  },
  {
    name: 'handshake messages are not bound to the transcript',
    file: 'web/wire/noise/symmetricState.ts',
    line: 'const plaintext = this.#cipher.decrypt(ciphertext, this.#hash)',
    instead: 'const plaintext = this.#cipher.decrypt(ciphertext)',
    tests: noiseTests,
  },
  {
    name: 'the two transport keys are swapped',
    file: 'web/wire/noise/symmetricState.ts',
    line: 'return [new CipherState(toServer), new CipherState(toClient)]',
    instead: 'return [new CipherState(toClient), new CipherState(toServer)]',
    tests: noiseTests,
  },
  {
    name: 'a stream goes on after a frame that did not open',
    file: 'web/wire/noise/transport.ts',
    line: 'this.#lost = true',
    instead: '',
    tests: noiseTests,
  },
  {
    name: 'the sign bit of a signature is ignored',
    file: 'web/crypto/xeddsa.ts',
    line: 'edwardsKey[31] = (edwardsKey[31] ?? 0) | (last & SIGN_BIT)',
    instead: '',
    tests: ['web/crypto/xeddsa.vectors.test.ts'],
  },
  {
    name: "the phone's MAC is not checked",
    file: adv,
    line: "if (!equalBytes(expectedHmac, outer.hmac)) throw new AdvError('hmac')",
    instead: 'equalBytes(expectedHmac, outer.hmac)',
    tests: advTests,
  },
  {
    name: 'the MAC of a hosted account lacks its prefix',
    file: adv,
    line: 'return hostedAccount ? concatBytes(HOSTED_ACCOUNT_SIGNATURE, signedIdentity) : signedIdentity',
    instead: 'return hostedAccount ? signedIdentity : signedIdentity',
    tests: advTests,
  },
  {
    name: "the account's signature is not checked",
    file: adv,
    line: 'if (!(await xeddsaVerify(accountSignatureKey, statement, accountSignature))) {',
    instead:
      'if (!(await xeddsaVerify(accountSignatureKey, statement, accountSignature)) && hosted === undefined) {',
    tests: advTests,
  },
  {
    name: "the account's signature is read under the device's prefix",
    file: adv,
    line: 'const ACCOUNT_SIGNATURE = Uint8Array.of(6, 0)',
    instead: 'const ACCOUNT_SIGNATURE = Uint8Array.of(6, 1)',
    tests: advTests,
  },
  {
    name: "the device signs under the account's prefix",
    file: adv,
    line: 'const DEVICE_SIGNATURE = Uint8Array.of(6, 1)',
    instead: 'const DEVICE_SIGNATURE = Uint8Array.of(6, 0)',
    tests: advTests,
  },
  {
    name: 'the signature does not cover this identity key',
    file: adv,
    line: 'return concatBytes(prefix, details, identityPublic)',
    instead: 'return concatBytes(prefix, details, identityPublic.subarray(32))',
    tests: advTests,
  },
  {
    name: 'the outer container says whether the device is hosted',
    file: adv,
    line: 'const hosted = identity.deviceType === ADVEncryptionType.HOSTED',
    instead: 'const hosted = hostedAccount',
    tests: advTests,
  },
  {
    name: 'the device signs with the two identity keys swapped',
    file: adv,
    line: 'const statement = deviceSignatureInput(details, identity.publicKey, accountKey)',
    instead: 'const statement = deviceSignatureInput(details, accountKey, identity.publicKey)',
    tests: advTests,
  },
  {
    name: 'a second pair-success is acted on too',
    file: 'web/engine/linking/linking.ts',
    line: 'if (actedOn === stream) {',
    instead: 'if (actedOn !== undefined && actedOn !== stream) {',
    tests: linkingTests,
    only: 'first pair-success',
  },
  {
    name: 'a link is answered before it is stored',
    file: 'web/engine/linking/pairing.ts',
    line: 'await facts.change(() => ({ session, also }))',
    instead: 'void facts.change(() => ({ session, also }))',
    tests: linkingTests,
    only: 'answered only once it is stored',
  },
  {
    name: 'an account may be taken to a service with another root',
    file: 'web/engine/accountLife.ts',
    line: '(session.service === service.service && equalBytes(session.root, service.root))',
    instead: '(session.service === service.service && session.root.length === service.root.length)',
    tests: ['web/engine/engine.test.ts'],
    only: 'another service',
  },
  {
    name: 'the last id of a batch of keys is given out again',
    file: preKeyStock,
    line: 'nextPreKeyId: firstId + count,',
    instead: 'nextPreKeyId: firstId + count - 1,',
    tests: keyCareTests,
  },
  {
    name: 'one-time keys are offered without being stored',
    file: preKeyStock,
    line: "const also = pairs.map((row, at): Write => ({ put: 'preKeys', key: firstId + at, row }))",
    instead: 'const also: Write[] = []',
    tests: keyCareTests,
  },
  {
    name: 'keys of a lost upload are offered again although some were handed out',
    file: 'web/engine/keys/topUp.ts',
    line: 'const held = await parts.compare()',
    instead: 'const held: Held = 0',
    tests: keyCareTests,
  },
  {
    name: 'keys above the lowest one that the service lists count as not uploaded',
    file: preKeyStock,
    line: 'return count === 0 ? undefined : uploadedUpTo(newest, Math.max(...held) + 1)',
    instead: 'return count === 0 ? undefined : uploadedUpTo(newest, Math.min(...held) + 1)',
    tests: keyCareTests,
  },
  {
    name: 'the next signed pre-key is offered without being stored',
    file: signedPreKeys,
    line: "also: [...dropped, { put: 'signedPreKeys', key: id, row }],",
    instead: '',
    tests: keyCareTests,
  },
  {
    name: 'a retired signed pre-key is thrown away',
    file: signedPreKeys,
    line: "{ put: 'signedPreKeys', key: retiredId, row: { ...retired, retiredAtMs: nowMs } },",
    instead: '',
    tests: signedPreKeyTests,
  },
  {
    name: 'another signed pre-key is made for each offer, under the same id',
    file: signedPreKeys,
    line: 'id = rotation.newestId >= HIGHEST_ID ? 1 : rotation.newestId + 1',
    instead: 'id = requireDevice(newest).signedPreKey.id + 1',
    tests: signedPreKeyTests,
  },
  {
    name: 'a rotation and an upload may overlap',
    file: 'web/engine/keys/keyCare.ts',
    line: 'if (signedPreKeys.dueInMs() === 0 && (await lane.add(rotate)) === 409) await compareAndMend()',
    instead:
      'if (signedPreKeys.dueInMs() === 0 && (await rotate()) === 409) await compareAndMend()',
    tests: keyCareTests,
  },
]
