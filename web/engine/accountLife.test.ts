import { afterEach, expect, it, vi } from 'vitest'
import { settle } from '../platform/fakes.ts'
import { clearStages, linkOn, setStage } from '../../e2e/node/scriptedService.ts'
import { success } from '../../e2e/node/scriptedStanzas.ts'

vi.setConfig({ testTimeout: 60_000 })
afterEach(clearStages)

it('a login that is stored when its connection has ended counts on the next one only', async () => {
  let holding = false
  let store = () => {}
  const held = new Promise<void>((resolve) => {
    store = resolve
  })
  const stage = await setStage({
    openStore: async (open, wrapping) => {
      const opened = await open(wrapping)
      return {
        ...opened,
        async commit(...given) {
          if (holding) await held
          await opened.commit(...given)
        },
      }
    },
  })
  await linkOn(stage)
  const peer = await stage.meet()
  holding = true
  peer.send(success())
  await settle()
  peer.close()
  await stage.reaches('a pause', ({ connection }) => connection.at === 'waiting')
  holding = false
  store()
  await stage.reaches('a stored login', () => stage.steps().includes('login-succeeded'))
  await settle()
  expect(stage.engine.snapshot()).toMatchObject({
    link: { at: 'confirming' },
    connection: { at: 'waiting' },
  })
  await stage.clock.advance(2_000)
  const next = await stage.meet()
  next.send(success())
  await stage.reaches('a link', ({ link }) => link.at === 'linked')
})
