import { expect, it } from 'vitest'
import { trustScripts } from './trustedScripts.ts'

it('passes the given addresses through one policy and no other address', () => {
  const made: string[] = []
  const trust = trustScripts(['/engine.js'], {
    createPolicy(name, rules) {
      made.push(name)
      return { createScriptURL: (url) => `trusted ${rules.createScriptURL(url)}` }
    },
  })
  expect(trust('/engine.js')).toBe('trusted /engine.js')
  expect(() => trust('/other.js')).toThrow(TypeError)
  expect(made).toEqual(['moonlet'])
})

it('checks the address in a browser without Trusted Types too', () => {
  const trust = trustScripts(['/engine.js'], undefined)
  expect(trust('/engine.js')).toBe('/engine.js')
  expect(() => trust('https://elsewhere.test/engine.js')).toThrow(TypeError)
})
