import { expect, it } from 'vitest'
import { messageLine } from './messageLine.ts'

it('carries messages over a real MessageChannel until it is closed', async () => {
  const { port1, port2 } = new MessageChannel()
  const mine = messageLine<{ n: number }, { n: number }>(port1)
  const theirs = messageLine<{ n: number }, { n: number }>(port2)
  const heard: number[] = []
  theirs.listen(({ n }) => theirs.post({ n: n * 2 }))
  await new Promise<void>((resolve) => {
    mine.listen(({ n }) => {
      heard.push(n)
      if (heard.length === 2) resolve()
    })
    mine.post({ n: 1 })
    mine.post({ n: 2 })
  })
  expect(heard).toEqual([2, 4])
  mine.close()
})
