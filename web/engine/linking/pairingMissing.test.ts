import { afterEach, beforeEach, expect, it, vi } from 'vitest'

/** Modules that were loaded before could not fail to load here. */
beforeEach(() => void vi.resetModules())
afterEach(() => {
  vi.doUnmock('./pairing.ts')
  vi.resetModules()
})

it('a scan whose script does not come leads to other codes, not to an error', async () => {
  vi.doMock('./pairing.ts', () => {
    throw new Error('offline')
  })
  const scripted = await import('../../../e2e/node/scriptedService.ts')
  const { pairSuccess, signer } = await import('../../../e2e/node/scriptedStanzas.ts')
  const stage = await scripted.setStage()
  const peer = await scripted.showCode(stage)
  peer.send(pairSuccess(await signer(), scripted.shownQr(stage)))
  await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
  expect(scripted.errorOf(stage)).toBe('unreachable')
  expect(stage.engine.snapshot().link.at).toBe('preparing')
  await stage.clock.advance(2_000)
  await scripted.showCode(stage)
  await scripted.clearStages()
}, 60_000)
