import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Act, act, openPlay } from '../../../e2e/node/pagesPlay.ts'

/** 40 plays of 250 acts: half a minute. A machine that is busy plays fewer. */
const PLAYS = 40
const ACTS = 250
const LONGEST_MS = 90_000
/** Fewer than these prove too little. */
const FEWEST_PLAYS = 5

describe('messages in pages', () => {
  it('are those of a plain list, whatever happens to them and wherever the engine dies', async () => {
    let plays = 0
    const acts = fc.array<Act>(act, { minLength: ACTS, maxLength: ACTS, size: 'max' })
    await fc.assert(
      fc.asyncProperty(acts, async (play) => {
        const stage = await openPlay()
        for (const [at, one] of play.entries()) {
          await stage.take(one)
          await stage.look(at % 50 === 49 ? undefined : one)
        }
        await stage.reopen()
        await stage.look()
        expect(stage.acts()).toBe(ACTS)
        plays += 1
      }),
      { numRuns: PLAYS, endOnFailure: true, interruptAfterTimeLimit: LONGEST_MS },
    )
    expect(plays).toBeGreaterThanOrEqual(FEWEST_PLAYS)
  }, 200_000)
})
