import type { Fault } from './faults.ts'

const inbox = ['web/engine/inbox/inbox.test.ts']
const crash = ['web/engine/inbox/inbox.crash.test.ts']
const order = ['web/engine/inbox/applyContent.property.test.ts']
const receiptTests = ['web/engine/inbox/receiptsIn.test.ts']
const create = 'web/engine/inbox/createInbox.ts'
const changes = 'web/engine/inbox/changes.ts'
const asking = 'web/engine/inbox/asking.ts'
const reading = 'web/engine/inbox/reading.ts'

/** Faults in receiving. */
export const INBOX_FAULTS: readonly Fault[] = [
  {
    name: 'a message is answered before it is stored',
    file: create,
    line: 'const answer = await answering.catch((cause) => breakAt(message, cause))',
    instead:
      "reply(stanza, message, { with: 'receipt' }, line); const answer = await answering.catch((cause) => breakAt(message, cause))",
    tests: crash,
  },
  {
    name: 'anybody may edit',
    file: changes,
    line: 'if (target === undefined || target.author !== envelope.author) return',
    instead: 'if (target === undefined) return',
    tests: order,
  },
  {
    name: 'an older edit wins when it comes later',
    file: changes,
    line: 'return known === undefined || known.atMs < atMs',
    instead: 'return known !== undefined || atMs > 0',
    tests: order,
  },
  {
    name: 'what came before its message is forgotten',
    file: 'web/engine/inbox/placement.ts',
    line: 'const { revoke, edit, reactions, receipts } = waited ?? {}',
    instead: 'const { revoke, edit, reactions, receipts } = { ...waited, revoke: undefined }',
    tests: order,
  },
  {
    name: 'members may take back what others wrote',
    file: changes,
    line: "if (role === 'member') continue",
    instead: '',
    tests: ['web/engine/inbox/applyContent.test.ts'],
  },
  {
    name: 'a forged companion is decrypted',
    file: reading,
    line: "return isForgedDevice(unit, parts, { device, identityKey, deviceIdentity, isOwn }, 'message')",
    instead: 'return false',
    tests: inbox,
  },
  {
    name: 'everybody is believed about the account',
    file: 'web/engine/inbox/takeMessage.ts',
    line: 'if (message.fromMe && (await takeOwn(unit, parts, message, one))) continue',
    instead: 'if (await takeOwn(unit, parts, message, one)) continue',
    tests: inbox,
  },
  {
    name: 'a sender is asked without end',
    file: asking,
    line: 'return count > COUNT_LIMIT ? undefined : { ask: pickAsk(ask), count, error, needsKeys }',
    instead: 'return { ask: pickAsk(ask), count, error, needsKeys }',
    tests: inbox,
  },
  {
    name: 'a second request carries no keys',
    file: asking,
    line: 'needsKeys || count >= KEYS_FROM ? await makeRetryKeys({ randomBytes, facts }) : undefined',
    instead: 'needsKeys ? await makeRetryKeys({ randomBytes, facts }) : undefined',
    tests: inbox,
  },
  {
    name: 'ticks go back',
    file: 'web/engine/inbox/ticks.ts',
    line: 'return order.indexOf(one) < order.indexOf(other) ? other : one',
    instead: 'return other',
    tests: receiptTests,
  },
  {
    name: 'one reader speaks for a group',
    file: 'web/engine/inbox/ticks.ts',
    line: "return ids.map((id) => people.get(id) ?? 'sent').reduce(nearer)",
    instead: "return ids.map((id) => people.get(id) ?? 'sent').reduce(farther)",
    tests: receiptTests,
  },
  {
    name: 'answers do not wait for those before them',
    file: 'web/engine/connection/arrivalQueue.ts',
    line: 'const before = lastOver',
    instead: 'const before = Promise.resolve()',
    tests: ['web/engine/connection/arrivalQueue.test.ts'],
  },
]
