import type { Fault } from './faults.ts'

const answers = 'web/engine/connection/answerVerdict.ts'
const answerTests = ['web/engine/connection/answerVerdict.test.ts']
const carryOut = 'web/engine/connection/carryOut.ts'
const supervisor = 'web/engine/connection/supervisor.ts'
const storms = ['web/engine/connection/supervisor.property.test.ts']
const stream = 'web/engine/connection/stanzaStream.ts'
const lives = ['web/engine/connection/sessionLife.test.ts']
const leaving = ['web/engine/leave.test.ts']

/** Faults in what follows when a session is disturbed or ends. */
export const SESSION_FAULTS: readonly Fault[] = [
  {
    name: 'a first doubtful answer erases the account',
    file: answers,
    line: "if (about.inDoubt) return { next: 'erase', reason, error }",
    instead: "if (!about.inDoubt) return { next: 'erase', reason, error }",
    tests: answerTests,
  },
  {
    name: 'a doubt erases where nothing is linked',
    file: answers,
    line: "if (!about.linked) return stop({ ...error, remedy: 'now' })",
    instead: '',
    tests: answerTests,
  },
  {
    name: 'whoever was replaced comes back by itself',
    file: answers,
    line: "return stop(plainError('replaced'))",
    instead: "return wait(about, plainError('replaced'))",
    tests: answerTests,
  },
  {
    name: 'a ban of seconds is taken for one of milliseconds',
    file: answers,
    line: 'delayMs: expireSec * 1000,',
    instead: 'delayMs: expireSec,',
    tests: answerTests,
  },
  {
    name: 'a ban is forgotten by a reload',
    file: carryOut,
    line: 'await facts.change(() => ({ ban: { sinceMs, untilMs, code } }))',
    instead: '',
    tests: lives,
    only: 'temporary ban',
  },
  {
    name: 'a doubt is not stored',
    file: carryOut,
    line: 'await facts.change(() => ({ doubt: { reason, ...(told && { told }) } }))',
    instead: '',
    tests: ['web/engine/connection/connection.test.ts'],
    only: 'doubt',
  },
  {
    name: 'a refused version is replaced again and again',
    file: 'web/engine/connection/endings.ts',
    line: "if (follows.next === 'redial') versionReplaced = true",
    instead: '',
    tests: lives,
    only: 'replaced once only',
  },
  {
    name: 'a version older than the built-in one is dialled with',
    file: 'web/engine/account/loginPayloads.ts',
    line: 'return told !== undefined && isNewer(told.version, SERVICE_VERSION)',
    instead: 'return told !== undefined && told.version.length === SERVICE_VERSION.length',
    tests: lives,
    only: 'older than ours',
  },
  {
    name: 'the account on a new phone is taken for a removed browser',
    file: carryOut,
    line: 'if (session?.phoneChanged === true) {',
    instead: 'if (session?.phoneChanged !== true) {',
    tests: lives,
    only: 'registered anew before',
  },
  {
    name: 'why a link ended is told until the next reload only',
    file: 'web/engine/lateLife.ts',
    line: 'await facts.change(() => ({ ended }))',
    instead: 'await Promise.resolve(ended)',
    tests: lives,
    only: 'is shown after a reload',
  },
  {
    name: 'nothing limits the dials of a restless network',
    file: supervisor,
    line: 'const waitMs = byPerson ? 0 : budget.waitMs()',
    instead: 'const waitMs = byPerson ? 0 : 0 * budget.waitMs()',
    tests: storms,
    only: 'any mixture',
  },
  {
    name: 'a person who asks while a connection ends is not heard',
    file: supervisor,
    line: 'if (judging || live?.stream.isOver() === true) askedMeanwhile = true',
    instead: 'if (judging && live?.stream.isOver() === true) askedMeanwhile = true',
    tests: storms,
    only: 'is not lost',
  },
  {
    name: 'any ping without answer ends a connection that lives',
    file: 'web/engine/connection/keepAlive.ts',
    line: 'if (!hasSlept(dueMs)) return heard',
    instead: 'if (!hasSlept(dueMs)) return heard && false',
    tests: lives,
    only: 'is no silence',
  },
  {
    name: 'what came before the last word of the service is dropped',
    file: stream,
    line: 'if (!open && !lastWordSaid) return',
    instead: 'if (!open) return',
    tests: lives,
    only: 'stands behind others',
  },
  {
    name: 'a stanza in hand holds up the end of its connection for ever',
    file: stream,
    line: 'const IN_HAND_LIMIT_MS = 10_000',
    instead: 'const IN_HAND_LIMIT_MS = 10_000_000',
    tests: lives,
    only: 'holds up the end',
  },
  {
    name: 'a full disk stops the engine for good',
    file: 'web/engine/plainErrors.ts',
    line: "quota: 'disk-full',",
    instead: '',
    tests: lives,
    only: 'anything unstored',
  },
  {
    name: 'a server IQ of somebody is answered to the service',
    file: 'web/wire/stanza/iq.ts',
    line: "return id === undefined ? undefined : node('iq', { id, to: from, type: 'result' })",
    instead:
      "return id === undefined ? undefined : node('iq', { id, to: from && SERVICE, type: 'result' })",
    tests: ['web/wire/stanza/iq.test.ts'],
  },
  {
    name: 'the secret of a used code stays stored',
    file: 'web/engine/account/loginSteps.ts',
    line: 'const isFirst = session?.loginCounter === 0',
    instead: 'const isFirst = session?.loginCounter === -1',
    tests: lives,
    only: 'overwritten once',
  },
  {
    name: 'a domain is called clean before it is fetched again',
    file: 'web/engine/account/sessionNews.ts',
    line: 'if (!isCurrent) return',
    instead: '',
    tests: lives,
    only: 'cannot be fetched again',
  },
  {
    name: 'logging out waits for the service as long as it likes',
    file: 'web/engine/lateLife.ts',
    line: 'const leaveLimitMs = 4_000',
    instead: 'const leaveLimitMs = 40_000',
    tests: leaving,
    only: 'erases within 5 s',
  },
  {
    name: 'logging out does not ask the service',
    file: 'web/engine/accountEnds.ts',
    line: 'const told = (await life?.leave()) ?? false',
    instead: 'const told = life === undefined',
    tests: leaving,
    only: 'takes this browser off',
  },
]
