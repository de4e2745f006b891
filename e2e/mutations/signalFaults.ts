import type { Fault } from './faults.ts'

const ratchet = 'web/signal/ratchet.ts'
const body = 'web/signal/messageBody.ts'
const chain = 'web/signal/messageChain.ts'
const session = 'web/signal/session.ts'
const archive = 'web/signal/sessionArchive.ts'
const x3dh = 'web/signal/x3dh.ts'
const senderKeys = 'web/signal/senderKeys.ts'
const sessionTests = ['web/signal/session.test.ts', 'web/signal/session.vectors.test.ts']
const groupTests = ['web/signal/senderKeys.test.ts', 'web/signal/senderKeys.vectors.test.ts']

/** Faults in how messages between devices and in groups are believed, read and counted. */
export const SIGNAL_FAULTS: readonly Fault[] = [
  {
    name: 'the MAC of a message is not checked',
    file: body,
    line: "if (!equalBytes(messageMac(macKey, ends, authenticated), mac)) throw new SignalError('bad-mac')",
    instead: 'equalBytes(messageMac(macKey, ends, authenticated), mac)',
    tests: sessionTests,
  },
  {
    name: 'the MAC does not cover who writes to whom',
    file: body,
    line: 'const at = writePrefixedKey(room, writePrefixedKey(room, 0, sender), receiver)',
    instead: 'const at = writePrefixedKey(room, writePrefixedKey(room, 0, receiver), sender)',
    tests: sessionTests,
  },
  {
    name: 'a bundle is used without looking at its signature',
    file: x3dh,
    line: 'if (await xeddsaVerify(identityKey, prefixedKey(publicKey), signature)) return',
    instead: 'if (prefixedKey(publicKey).length > signature.length - 64) return',
    tests: sessionTests,
  },
  {
    name: 'a one-time key is left out of the agreement',
    file: x3dh,
    line: '...(preKey === undefined ? [] : [agreed(preKey.privateKey, baseKey)]),',
    instead: '',
    tests: sessionTests,
  },
  {
    name: 'a new ratchet key is made before the message is believed',
    file: ratchet,
    line: 'const read = readBody(state, started, message, keys)',
    instead: 'await keys.newKeyPair(); const read = readBody(state, started, message, keys)',
    tests: sessionTests,
  },
  {
    name: 'the message number of the last chain is told one too high',
    file: ratchet,
    line: 'previousCounter: Math.max(state.sending.counter - 1, 0),',
    instead: 'previousCounter: state.sending.counter,',
    tests: sessionTests,
  },
  {
    name: 'chains of the other side are kept for ever',
    file: ratchet,
    line: 'const older = state.receiving.slice(0, RECEIVING_KEPT - 1)',
    instead: 'const older = state.receiving.slice(0, RECEIVING_KEPT + 1000)',
    tests: ['web/signal/session.property.test.ts'],
    only: 'chains that were dropped',
  },
  {
    name: 'pre-key messages are sent after the other side has answered',
    file: ratchet,
    line: 'state: { ...state, receiving, pending: undefined },',
    instead: 'state: { ...state, receiving },',
    tests: ['web/signal/session.test.ts'],
  },
  {
    name: 'one message more than the limit may be missing',
    file: chain,
    line: "if (number - chain.next > gapLimit) throw new SignalError('future', 'too many messages missing')",
    instead:
      "if (number - chain.next > gapLimit + 1) throw new SignalError('future', 'too many messages missing')",
    tests: sessionTests,
  },
  {
    name: 'a skipped message can be read twice',
    file: chain,
    line: 'return { seed, chain: { ...chain, skipped: rest } }',
    instead: 'return { seed, chain: { ...chain, skipped: rest.length < 0 ? rest : skipped } }',
    tests: sessionTests,
  },
  {
    name: 'skipped messages are forgotten',
    file: chain,
    line: 'return { seed, chain: { chainKey, next: number + 1, skipped: skipped.skipped } }',
    instead: 'return { seed, chain: { chainKey, next: number + 1, skipped: chain.skipped } }',
    tests: sessionTests,
  },
  {
    name: 'the seeds of skipped messages grow without limit',
    file: chain,
    line: 'const older = chain.skipped.subarray(Math.max(0, chain.skipped.length - room))',
    instead: 'const older = chain.skipped.subarray(Math.min(0, room))',
    tests: sessionTests,
  },
  {
    name: 'a try that failed leaves its session changed',
    file: ratchet,
    line: 'const read = readBody(state, followed, message, keys)',
    instead:
      'const read = readBody(Object.assign(state, { pending: undefined }), followed, message, keys); chain.chainKey.set(read.chain.chainKey)',
    tests: sessionTests,
  },
  {
    name: 'a replay in an archived session counts as a bad message',
    file: session,
    line: "const VERDICTS: readonly SignalErrorCode[] = ['duplicate', 'bad-mac', 'future', 'invalid-key']",
    instead: "const VERDICTS: readonly SignalErrorCode[] = ['bad-mac', 'future', 'invalid-key']",
    tests: sessionTests,
  },
  {
    name: 'a pre-key message goes to the session of another identity',
    file: session,
    line: 'return equalBytes(state.baseKey, baseKey) && equalBytes(state.remoteIdentity, identityKey)',
    instead: 'return equalBytes(state.baseKey, baseKey) && identityKey.length > 0',
    tests: sessionTests,
  },
  {
    name: 'a repeated pre-key message begins the session anew',
    file: session,
    line: 'const known = allSessions(sessions).find((state) => isBegunBy(state, preKeyMessage))',
    instead:
      'const known = allSessions(sessions).find((state) => isBegunBy(state, preKeyMessage) && gapLimit < 0)',
    tests: sessionTests,
  },
  {
    name: 'more sessions are archived than 40',
    file: archive,
    line: 'return { current: state, archived: allSessions(record).slice(0, ARCHIVED_KEPT) }',
    instead: 'return { current: state, archived: allSessions(record).slice(0, ARCHIVED_KEPT + 1) }',
    tests: sessionTests,
  },
  {
    name: 'a late message of an old device brings its session back',
    file: archive,
    line: 'if (current !== undefined && !equalBytes(current.remoteIdentity, after.remoteIdentity)) {',
    instead: 'if (current !== undefined && current === after) {',
    tests: sessionTests,
  },
  {
    name: 'the signature of a group message is not checked',
    file: senderKeys,
    line: 'if (!(await verifyAgain(state.signingPublic, signed, signature))) {',
    instead: 'if (!(await verifyAgain(state.signingPublic, signed, signature)) && iteration < 0) {',
    tests: groupTests,
  },
  {
    name: 'a distribution that comes again sets the chain back',
    file: senderKeys,
    line: 'const isSame = known !== undefined && equalBytes(known.signingPublic, signingPublic)',
    instead: 'const isSame = known !== undefined && known.keyId < 0',
    tests: groupTests,
  },
  {
    name: 'a known key id keeps its old signing key',
    file: senderKeys,
    line: 'const isSame = known !== undefined && equalBytes(known.signingPublic, signingPublic)',
    instead: 'const isSame = known !== undefined && signingPublic.length > 0',
    tests: groupTests,
  },
  {
    name: 'only the newest key of a member is kept',
    file: senderKeys,
    line: 'return { states: [taken, ...others].slice(0, STATES_KEPT) }',
    instead: 'return { states: [taken, ...others].slice(0, STATES_KEPT - 4) }',
    tests: groupTests,
  },
  {
    name: 'a message from before the distribution counts as a replay',
    file: senderKeys,
    line: 'if (iteration < state.firstIteration) {',
    instead: 'if (iteration < 0) {',
    tests: groupTests,
  },
  {
    name: 'an older message version is read',
    file: 'web/signal/messageVersion.ts',
    line: "if (first >> 4 < VERSION) throw new SignalError('legacy', `message version ${first >> 4}`)",
    instead: '',
    tests: sessionTests,
  },
  {
    name: 'a remembered key stands for another one in the same array',
    file: 'web/crypto/rememberedKeys.ts',
    line: 'if (known !== undefined && equalBytes(known.bytes, key)) return known.value',
    instead: 'if (known !== undefined) return known.value',
    tests: ['web/crypto/rememberedKeys.test.ts'],
  },
]
