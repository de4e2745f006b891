import type { Fault } from './faults.ts'

const people = ['server/phone/people/people.test.ts']
const faults = ['server/phone/people/faults.test.ts']
const groups = ['server/phone/people/groups.test.ts']
const talking = ['server/phone/people/talking.test.ts']
const accounts = ['server/phone/people/accounts.test.ts']
const history = ['server/phone/history/history.test.ts']

/** Faults in the sandbox's people: a test that they play in must not hold by their mistakes. */
export const PEOPLE_FAULTS: readonly Fault[] = [
  {
    name: 'own devices get what others get',
    file: 'server/phone/device/outgoing.ts',
    line: 'ready.map((jid) => sealOne(core, jid, isOwn(core, jid) ? forOwn : forOthers)),',
    instead: 'ready.map((jid) => sealOne(core, jid, forOthers)),',
    tests: people,
  },
  {
    name: 'a session that was started by the other side is not kept',
    file: 'server/phone/device/pairwise.ts',
    line: 'state.sessions.set(address, opened.next)',
    instead: '',
    tests: faults,
  },
  {
    name: 'a retry is not answered',
    file: 'server/phone/device/retryAnswer.ts',
    line: 'if (ready === undefined) return',
    instead: 'if (ready !== undefined) return',
    tests: faults,
  },
  {
    name: 'a forged companion is believed',
    file: 'server/phone/device/bundles.ts',
    line: "return (await checkCompanion(signedIdentity, identityKey, accountKey)) !== 'wrong'",
    instead: 'return true',
    tests: faults,
  },
  {
    name: 'a repeated ciphertext is not counted',
    file: 'server/phone/device/arrivals.ts',
    line: 'if (known !== undefined) known.repeats++',
    instead: '',
    tests: faults,
  },
  {
    name: 'who joins a group gets no key',
    file: 'server/phone/device/outgoing.ts',
    line: 'return wanted.filter((jid) => !holders.includes(sessionAddress(core.state, jid)))',
    instead: 'return holders.length > 0 ? [] : wanted',
    tests: groups,
  },
  {
    name: 'a group is not looked up again after its news',
    file: 'server/phone/device/device.ts',
    line: 'core.groups.delete(from)',
    instead: '',
    tests: groups,
  },
  {
    name: 'receipts of a quiet person give a tick',
    file: 'server/phone/device/arrivals.ts',
    line: "const type = core.manner().receipts === 'none' ? 'inactive' : undefined",
    instead: 'const type = undefined',
    tests: talking,
  },
  {
    name: 'a phone set up anew keeps its old keys',
    file: 'server/phone/people/household.ts',
    line: 'if (isSame && present) continue',
    instead: 'if (present) continue',
    tests: accounts,
  },
  {
    name: 'a piece of history counts as taken once it was sent',
    file: 'server/phone/history/shipping.ts',
    line: 'entry.sentMs = now()',
    instead: 'entry.done = true',
    tests: history,
  },
  {
    name: 'anybody can make the phone put a blob up again',
    file: 'server/phone/history/shipping.ts',
    line: 'return readServerError(mediaKey, id, { content: bytesOf(content), iv: bytesOf(iv) }) === id',
    instead: 'return true',
    tests: history,
  },
  {
    name: 'older messages come from the wrong end',
    file: 'server/phone/history/older.ts',
    line: 'const pieces = [{ chat, from, to, isOldest: from === 0 }]',
    instead:
      'const pieces = [{ chat, from: 0, to: Math.min(to, asked.onDemandMsgCount), isOldest: from === 0 }]',
    tests: history,
  },
]
