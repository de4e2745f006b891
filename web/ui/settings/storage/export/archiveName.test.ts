import { expect, it } from 'vitest'
import { archiveName } from './archiveName.ts'

const at = new Date(2026, 2, 14, 9).getTime()

it.each([
  ['Anna & Ben', 'Moonlet Anna & Ben 2026-03-14.zip'],
  ['محمد', 'Moonlet محمد 2026-03-14.zip'],
  ['../../etc/passwd', 'Moonlet etc passwd 2026-03-14.zip'],
  ['con:\\a*b?"<c>|%d', 'Moonlet con a b c d 2026-03-14.zip'],
  // Turned around it would read as another kind of file.
  ['photo\u202egpj.exe', 'Moonlet photogpj.exe 2026-03-14.zip'],
  [' . ', 'Moonlet chat 2026-03-14.zip'],
  ['\ud800a', 'Moonlet a 2026-03-14.zip'],
  ['\u0000\n', 'Moonlet chat 2026-03-14.zip'],
  ['👩‍👩‍👧', 'Moonlet 👩‍👩‍👧 2026-03-14.zip'],
  ['x'.repeat(500), `Moonlet ${'x'.repeat(60)} 2026-03-14.zip`],
  // Names of files are counted in bytes by most systems.
  ['语'.repeat(70), `Moonlet ${'语'.repeat(60)} 2026-03-14.zip`],
  ['👩‍👩‍👧'.repeat(60), `Moonlet ${'👩‍👩‍👧'.repeat(10)} 2026-03-14.zip`],
])('a file for %j', (chat, name) => {
  expect(archiveName(chat, at)).toBe(name)
})
