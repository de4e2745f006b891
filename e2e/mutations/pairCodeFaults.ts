import type { Fault } from './faults.ts'

const state = 'web/engine/linking/pairCodeState.ts'
const runner = 'web/engine/linking/pairCode.ts'
const keys = 'web/engine/linking/pairCodeKeys.ts'
const linking = 'web/engine/linking/linking.ts'
const stateTests = ['web/engine/linking/pairCodeState.test.ts']
const codeTests = ['web/engine/linking/pairCode.test.ts']
const typedTests = ['web/engine/linking/pairCodeTyped.test.ts']
const lifeTests = ['web/engine/linking/pairCodeLife.test.ts']
const bothTests = ['web/engine/linking/bothAtOnce.test.ts']
const keyTests = ['web/engine/linking/pairCodeKeys.test.ts']

/** Faults in what decides which typed code is believed, and with which secret. */
export const PAIR_CODE_FAULTS: readonly Fault[] = [
  {
    name: 'a code that was typed for another ref is answered',
    file: state,
    line: 'if (!equalBytes(phase.ref, ref) || nowMs >= phase.deadlineMs) return phase',
    instead: 'if (nowMs >= phase.deadlineMs) return phase',
    tests: stateTests,
  },
  {
    name: 'a code is answered after its 180 s',
    file: state,
    line: 'if (!equalBytes(phase.ref, ref) || nowMs >= phase.deadlineMs) return phase',
    instead: 'if (!equalBytes(phase.ref, ref)) return phase',
    tests: stateTests,
  },
  {
    name: 'a code may be typed for ever',
    file: state,
    line: "if (phase.hellos >= HELLO_LIMIT) return failed(phase, plainError('code-used-up'))",
    instead: '',
    tests: stateTests,
  },
  {
    name: 'a code is renewed once too often',
    file: state,
    line: 'return sent > RENEWAL_LIMIT',
    instead: 'return sent > RENEWAL_LIMIT + 1',
    tests: stateTests,
  },
  {
    name: 'the 180 s begin with the answer to the hello',
    file: runner,
    line: "apply({ type: 'helloSent', attempt, code: key.code, nowMs: clock.now() })",
    instead:
      "await answer; apply({ type: 'helloSent', attempt, code: key.code, nowMs: clock.now() })",
    tests: codeTests,
    only: 'shown for 180 s',
  },
  {
    name: 'a backoff of the service is forgotten',
    file: state,
    line: "return quietMs > 0 ? failed(wished, plainError('code-too-often')) : { at: 'waiting', ...wished }",
    instead: "return { at: 'waiting', ...wished }",
    tests: stateTests,
  },
  {
    name: 'a phone keeps a secret whose code is dead',
    file: state,
    line: "return isFinishing(before) && !isTypable(after) && event.type !== 'over'",
    instead: "return isFinishing(before) && isFinishing(after) && event.type !== 'over'",
    tests: typedTests,
    only: 'costs the code and the secret',
  },
  {
    name: 'a finish is sent before its secret is stored',
    file: runner,
    line: 'const stored = await storeSecret(attempt, agreed.advSecret)',
    instead: 'const stored = Boolean(storeSecret(attempt, agreed.advSecret))',
    tests: codeTests,
    only: 'only once the new secret is stored',
  },
  {
    name: 'a finish is sent before the hello is acked',
    file: runner,
    line: 'return () => finish(on, attempt, agreed.bundle)',
    instead: 'return void finish(on, attempt, agreed.bundle) ?? (() => {})',
    tests: codeTests,
    only: 'acked, stored, finished',
  },
  {
    name: 'a code that was cancelled meanwhile is asked for',
    file: runner,
    line: 'if (!isAttempt(attempt)) return',
    instead: '',
    tests: codeTests,
    only: 'while the key is being derived',
  },
  {
    name: 'a code that was scanned just before a finish is refused',
    file: runner,
    line: 'replaced = [...replaced, device.advSecret]',
    instead: '',
    tests: bothTests,
    only: 'just before a finish',
  },
  {
    name: 'secrets of codes on the screen outlive the finish that replaced them',
    file: runner,
    line: 'if (!isFinishing(phase)) replaced = []',
    instead: '',
    tests: bothTests,
    only: 'once the code is dead',
  },
  {
    name: 'the service may take the secret away that a phone is about to use',
    file: linking,
    line: 'if (code?.isFinishing() !== true) await renewSecret()',
    instead: 'await renewSecret()',
    tests: bothTests,
    only: 'waits for the finish',
  },
  {
    name: 'the connection ends with the last ref, under a code that waits',
    file: linking,
    line: "return state.at === 'expired' && code?.isWanted() !== true",
    instead: "return state.at === 'expired'",
    tests: lifeTests,
    only: 'five times by the clock',
  },
  {
    name: 'each answer to a phone holds the same random value',
    file: keys,
    line: 'const random = randomBytes(32)',
    instead: 'const random = new Uint8Array(32)',
    tests: keyTests,
  },
]
