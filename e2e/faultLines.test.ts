import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { FAULTS } from './mutations/allFaults.ts'
import { planted } from './mutations/planted.ts'

describe('faults', () => {
  it('stand where a line of the sources is, each in one place', () => {
    const problems = FAULTS.flatMap((fault) => {
      const found = planted(readFileSync(fault.file, 'utf8'), fault)
      return 'problem' in found ? [`${fault.file}: ${fault.name}: ${found.problem}`] : []
    })
    expect(problems).toEqual([])
  })

  it('have names of their own', () => {
    const names = FAULTS.map(({ file, name }) => `${file} ${name}`)
    expect(new Set(names).size).toBe(names.length)
  })
})
