import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const FORBIDDEN = [
  /from '(node:|ws')/,
  /\bDate\b/,
  /\bset(Timeout|Interval|Immediate)\(/,
  /Math\.random/,
  /\bprocess\.[a-z]/,
  /\bBuffer\b/,
]

/** Everything of the core; the host binds it to Node, and `testing` holds the tests' own client. */
function coreFiles(): string[] {
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
    (name) =>
      name.endsWith('.ts') &&
      !name.endsWith('.test.ts') &&
      name !== 'host.ts' &&
      !name.startsWith('testing'),
  )
}

it('the core names no Node module and takes time and chance from outside', () => {
  const files = coreFiles()
  expect(files.length).toBeGreaterThan(40)
  const found = files.flatMap((name) => {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8')
    return FORBIDDEN.filter((pattern) => pattern.test(text)).map((pattern) => `${name}: ${pattern}`)
  })
  expect(found).toEqual([])
})
