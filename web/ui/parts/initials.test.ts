import { expect, it } from 'vitest'
import { initialsOf } from './initials.ts'

it.each([
  ['Ada Example', 'AE'],
  ['ada', 'A'],
  ['Ada B. C. Example', 'AE'],
  ['  (Ada)  ', 'A'],
  ['Anne-Marie', 'AM'],
  ['عائشة المثال', 'عا'],
  ['🌙 Luna', 'L'],
  ['e\u0301milie', 'E\u0301'],
  ['🌙', ''],
  [undefined, ''],
])('the initials of %s are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})
