import type { Fault } from './faults.ts'

const padding = 'web/formats/messagePadding.ts'
const paddingTests = ['web/formats/messagePadding.vectors.test.ts']
const unwrap = 'web/formats/unwrapMessage.ts'
const unwrapTests = ['web/formats/unwrapMessage.test.ts']
const media = 'web/formats/mediaCrypto.ts'
const mediaTests = ['web/formats/mediaCrypto.vectors.test.ts']
const keyIndexes = 'web/formats/keyIndexList.ts'
const keyIndexTests = ['web/formats/keyIndexList.vectors.test.ts']
const identity = 'web/formats/peerIdentity.ts'
const identityTests = ['web/formats/peerIdentity.test.ts']
const receipt = 'web/wire/stanza/receipt.ts'
const receiptTests = ['web/wire/stanza/receipts.test.ts']
const incoming = 'web/wire/stanza/incomingMessage.ts'
const incomingTests = ['web/wire/stanza/incomingMessage.test.ts']

/** Faults in what is checked of messages, devices and history before anybody acts on it. */
export const MESSAGE_FAULTS: readonly Fault[] = [
  {
    name: 'the bytes of a padding are not looked at',
    file: padding,
    line: 'if (length === 0 || start < 0 || padded.subarray(start).some((byte) => byte !== length)) {',
    instead: 'if (length === 0 || start < 0) {',
    tests: paddingTests,
  },
  {
    name: 'a message may have no padding',
    file: padding,
    line: 'if (length === 0 || start < 0 || padded.subarray(start).some((byte) => byte !== length)) {',
    instead: 'if (start < 0 || padded.subarray(start).some((byte) => byte !== length)) {',
    tests: paddingTests,
  },
  {
    name: 'devices are hashed in the order in which they come',
    file: 'web/formats/phash.ts',
    line: 'const sorted = spelled.toSorted((a, b) => (a < b ? -1 : 1))',
    instead: 'const sorted = spelled',
    tests: ['web/formats/phash.vectors.test.ts'],
  },
  {
    name: 'envelopes may be nested for ever',
    file: unwrap,
    line: "if (wrappers.length === DEPTH_LIMIT) throw new FormatError('too-deep', 'message')",
    instead: '',
    tests: unwrapTests,
  },
  {
    name: 'anybody may say that one of our devices sent it',
    file: unwrap,
    line: 'const sent = ownDevice ? message.deviceSentMessage : undefined',
    instead: 'const sent = message.deviceSentMessage',
    tests: unwrapTests,
  },
  {
    name: 'a message taken back by an admin looks like one taken back by its author',
    file: 'web/formats/contentKind.ts',
    line: "return control.key?.fromMe ? '7' : '8'",
    instead: "return '7'",
    tests: ['web/formats/contentKind.test.ts'],
  },
  {
    name: 'the MAC of a file is not checked',
    file: media,
    line: 'if (!equalBytes(mac.subarray(0, MAC_LENGTH), download.subarray(cipherLength))) {',
    instead: 'if (mac.length === 0) {',
    tests: mediaTests,
  },
  {
    name: 'a download is not compared with the hash of it',
    file: media,
    line: 'if (fileEncSha256 && !equalBytes(await sha256OfFile(download), fileEncSha256)) {',
    instead: 'if (fileEncSha256 && fileEncSha256.length === 0) {',
    tests: mediaTests,
  },
  {
    name: 'an opened file is not compared with the hash of it',
    file: media,
    line: 'if (!equalBytes(await sha256OfFile(plain), file.fileSha256)) {',
    instead: 'if (file.fileSha256.length === 0) {',
    tests: mediaTests,
  },
  {
    name: 'the phone may answer about another file',
    file: 'web/formats/mediaRetry.ts',
    line: "if (answer.stanzaId !== stanzaId) throw new FormatError('malformed', 'media retry')",
    instead: '',
    tests: ['web/formats/mediaRetry.vectors.test.ts'],
  },
  {
    name: 'a companion without a key index is believed',
    file: keyIndexes,
    line: 'if (keyIndex === undefined) return false',
    instead: 'if (keyIndex === undefined) return true',
    tests: keyIndexTests,
  },
  {
    name: 'a companion that was removed is believed',
    file: keyIndexes,
    line: 'return keyIndex > list.currentIndex || list.validIndexes.includes(keyIndex)',
    instead: 'return true',
    tests: keyIndexTests,
  },
  {
    name: 'the account need not have signed its companion',
    file: identity,
    line: "if (!(await xeddsaVerify(accountKey, byAccount, accountSignature))) return 'forged'",
    instead: '',
    tests: identityTests,
  },
  {
    name: 'the companion need not have signed its account',
    file: identity,
    line: "return (await xeddsaVerify(identityKey, byDevice, deviceSignature)) ? 'valid' : 'forged'",
    instead: "return 'valid'",
    tests: identityTests,
  },
  {
    name: 'a piece of history may end behind its chunk',
    file: 'web/formats/skim.ts',
    line: 'if (end > skim.end) throw malformed()',
    instead: '',
    tests: ['web/formats/historyScan.vectors.test.ts', 'web/formats/historyScan.test.ts'],
  },
  {
    name: 'a record of history may have any size',
    file: 'web/formats/historyScan.ts',
    line: 'if (end - start <= HISTORY_RECORD_LIMIT) {',
    instead: 'if (end >= start) {',
    tests: ['web/formats/historyScan.test.ts'],
  },
  {
    name: 'keys may have any length',
    file: 'web/wire/stanza/content.ts',
    line: "if (bytes.length !== length) throw new StanzaError('bad-length', stanza.tag)",
    instead: '',
    tests: ['web/wire/stanza/devices.test.ts'],
  },
  {
    name: 'a group message is opened before the key that came with it',
    file: incoming,
    line: 'return [...encs.filter(isPairwise), ...encs.filter((enc) => !isPairwise(enc))]',
    instead: 'return encs',
    tests: incomingTests,
  },
  {
    name: 'the LID of the own account is somebody else',
    file: incoming,
    line: 'return account === accountOf(own.pn) || (own.lid !== undefined && account === accountOf(own.lid))',
    instead: 'return account === accountOf(own.pn)',
    tests: incomingTests,
  },
  {
    name: 'a delivery looks as if somebody had been here',
    file: receipt,
    line: "return { to, ...author, ...(available ? {} : { type: 'inactive' }) }",
    instead: 'return { to, ...author }',
    tests: receiptTests,
  },
  {
    name: 'a receipt holds any number of messages',
    file: receipt,
    line: 'export const RECEIPT_IDS_LIMIT = 256',
    instead: 'export const RECEIPT_IDS_LIMIT = 1_000_000',
    tests: receiptTests,
  },
  {
    name: 'an ack of a message does not say which device sends it',
    file: 'web/wire/stanza/messageAck.ts',
    line: 'from: own,',
    instead: '',
    tests: receiptTests,
  },
  {
    name: 'who we are is shown with each message',
    file: 'web/wire/stanza/sendMessage.ts',
    line: "return first ? [node('device-identity', {}, deviceIdentity)] : []",
    instead: "return [node('device-identity', {}, deviceIdentity)]",
    tests: ['web/wire/stanza/sendMessage.test.ts'],
  },
]
