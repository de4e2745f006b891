import type { Fault } from './faults.ts'

const cipherTests = ['web/engine/cipher/cipher.test.ts']
const killedTests = ['web/engine/cipher/cipher.property.test.ts']
const devicesTests = ['web/engine/devices/devices.test.ts']
const planTests = ['web/engine/outbox/plan.test.ts']
const retryTests = ['web/engine/outbox/retries.test.ts']
const sendingTests = ['e2e/node/sending.test.ts']

const sessions = 'web/engine/cipher/sessionKeys.ts'
const plan = 'web/engine/outbox/plan.ts'
const retries = 'web/engine/outbox/retries.ts'

/** Faults in what leaves: keys, devices, the outbox, answers to those who could not read. */
export const SENDING_FAULTS: readonly Fault[] = [
  {
    name: 'a one-time key stays after its use',
    file: sessions,
    line: "if (opened.usedPreKeyId !== undefined) unit.del('preKeys', opened.usedPreKeyId)",
    instead: '',
    tests: cipherTests,
  },
  {
    name: 'a dropped session reads nothing any more',
    file: sessions,
    line: "unit.put('archivedSessions', key, { archived: archivedWith(before) })",
    instead: '',
    tests: cipherTests,
  },
  {
    name: 'sessions are kept under the number for ever',
    file: 'web/engine/cipher/peerIndex.ts',
    line: "if (!hasSession && session !== undefined) unit.put('sessions', toKey, session)",
    instead: '',
    tests: cipherTests,
  },
  {
    name: 'a late ack marks holders of a key that it does not mean',
    file: 'web/engine/cipher/groupKeys.ts',
    line: 'if (known === undefined || known.state.keyId !== keyId) return',
    instead: 'if (known === undefined) return',
    tests: cipherTests,
  },
  {
    name: 'the step of a session is not stored with its message',
    file: sessions,
    line: "if (next.current !== undefined) unit.put('sessions', key, { current: next.current })",
    instead:
      "if (next.current !== undefined && before.current === undefined) unit.put('sessions', key, { current: next.current })",
    tests: killedTests,
  },
  {
    name: 'an account that was registered anew keeps its sessions',
    file: 'web/engine/devices/deviceLists.ts',
    line: 'const wasKnown = await cipher.forgetUser(unit, user)',
    instead: 'const wasKnown = true',
    tests: devicesTests,
  },
  {
    name: 'a forged companion is written to',
    file: 'web/engine/devices/bundles.ts',
    line: "if (await isForgedDevice(unit, parts, shown, 'bundle')) return false",
    instead: '',
    tests: devicesTests,
  },
  {
    name: 'a list whose hash differs is believed',
    file: 'web/engine/devices/deviceLists.ts',
    line: 'const right = told.hash === undefined || told.hash === hash',
    instead: 'const right = true',
    tests: devicesTests,
  },
  {
    name: 'a message goes out a third time when the devices still differ',
    file: plan,
    line: 'if (!isMismatch(ack, plan) || sealed === undefined || plan.again !== undefined) {',
    instead: 'if (!isMismatch(ack, plan) || sealed === undefined) {',
    tests: planTests,
  },
  {
    name: 'what the service limits is tried again and again',
    file: 'web/engine/devices/passing.ts',
    line: 'export const passingCodes: readonly number[] = [408, 429, 500, 503]',
    instead: 'export const passingCodes: readonly number[] = [408, 429, 463, 500, 503]',
    tests: planTests,
  },
  {
    name: 'the fifth request is answered',
    file: retries,
    line: 'const LAST_COUNT = 4',
    instead: 'const LAST_COUNT = 5',
    tests: retryTests,
  },
  {
    name: 'somebody outside is sent what a group said',
    file: retries,
    line: 'if (isGroup(wish.from) && !(await isMember(wish.from, device))) return false',
    instead: '',
    tests: retryTests,
  },
  {
    name: 'a member that asked is believed to have the key',
    file: retries,
    line: 'await cipher.forgetHolders(unit, from, [participant])',
    instead: '',
    tests: retryTests,
  },
  {
    name: 'an act of a window is done as often as it is asked for',
    file: 'web/engine/outbox/commands.ts',
    line: "if ((await unit.get('acts', key)) !== undefined) return false",
    instead: '',
    tests: sendingTests,
    only: 'is done once under one name',
  },
  {
    name: 'a window without focus says what was read',
    file: 'web/engine/outbox/outbox.ts',
    line: 'if (parts.focusedWindows().has(windowId)) await work.run((unit) => seen(unit, command))',
    instead: 'await work.run((unit) => seen(unit, command))',
    tests: sendingTests,
    only: 'tells the author what was read',
  },
]
