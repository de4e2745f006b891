import { afterEach, expect, it, vi } from 'vitest'
import { manualClock, settle } from '../../platform/fakes.ts'
import type { Clock } from '../../platform/platform.ts'
import { clearStages, setStage, showCode, shownQr } from '../../../e2e/node/scriptedService.ts'
import { readQr } from '../../../e2e/node/scriptedStanzas.ts'
import { codeViewOf, giveRef, nextHello, PHONE_NUMBER } from '../../../e2e/node/scriptedPhone.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

const HOUR_MS = 3_600_000

/** A stage whose clock on the wall can be set back; what was planned comes in time all the same. */
async function stageWithWall() {
  const steady = manualClock()
  let backMs = 0
  const clock: Clock = {
    now: () => steady.now() - backMs,
    after: (delayMs, task) => steady.after(delayMs, task),
  }
  const stage = await setStage({ platform: { clock } })
  return {
    stage,
    steady,
    setBack: (ms: number) => {
      backMs = ms
    },
  }
}

it('the codes go on, each for its time, when the clock is set back', async () => {
  const { stage, steady, setBack } = await stageWithWall()
  await showCode(stage)
  setBack(HOUR_MS)
  await steady.advance(59_999)
  expect(readQr(shownQr(stage)).ref).toBe('r1')
  await steady.advance(1)
  expect(readQr(shownQr(stage)).ref).toBe('r2')
  await steady.advance(20_000)
  expect(readQr(shownQr(stage)).ref).toBe('r3')
  await steady.advance(80_000)
  expect(stage.engine.snapshot().link.at).toBe('expired')
})

it('a pair code is renewed in time when the clock is set back', async () => {
  const { stage, steady, setBack } = await stageWithWall()
  const peer = await showCode(stage)
  await stage.engine.run({ type: 'requestCode', number: PHONE_NUMBER }, 'window')
  await giveRef(stage, peer, await nextHello(peer, 0), 'ref')
  setBack(HOUR_MS)
  await steady.advance(180_000)
  await settle()
  expect(codeViewOf(stage)).toMatchObject({ at: 'requesting' })
})
