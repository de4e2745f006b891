import type { Fault } from './faults.ts'

const story = ['e2e/node/move.test.ts']

/** Faults in a move to another browser: an account must never live in two of them. */
export const MOVE_FAULTS: readonly Fault[] = [
  {
    name: 'the end of the file is made before the release is stored',
    file: 'web/engine/move/moveOut.ts',
    line: "await store.commit([{ put: 'account', key: 'moved', row: { atMs: releasedMs } }])",
    instead: '',
    tests: story,
  },
  {
    name: 'a file is released before all of it was read',
    file: 'web/engine/move/moveOut.ts',
    line: "if (out === undefined || out.at !== 'whole') return refused('not-linked')",
    instead: "if (out === undefined) return refused('not-linked')",
    tests: story,
  },
  {
    name: 'what moved needs no proof',
    file: 'web/engine/move/moveOut.ts',
    line: 'if (session.onTheMove !== true) await putSession(account, { ...session, onTheMove: true })',
    instead: '',
    tests: story,
  },
  {
    name: 'a key of another browser is taken for the own one',
    file: 'web/engine/keys/moveFence.ts',
    line: 'if (!(await signedPreKeys.isOwn(digest.signedPreKey))) {',
    instead: 'if (digest.signedPreKey.id < 0) {',
    tests: story,
  },
  {
    name: 'the proof leaves the key that lies in the file',
    file: 'web/engine/keys/moveFence.ts',
    line: 'await request((id) => signedPreKeyRotation(id, fresh))',
    instead: '',
    tests: story,
  },
  {
    name: 'what has moved dials again',
    file: 'web/engine/account/openFacts.ts',
    line: "if (moved !== undefined) return { at: 'moved', atMs: moved.atMs }",
    instead: '',
    tests: story,
  },
]
