import { expect, it } from 'vitest'
import { breathe } from './breathe.ts'

it('lets a task run that was waiting', async () => {
  const order: string[] = []
  const { port1, port2 } = new MessageChannel()
  const heard = new Promise<void>((resolve) => {
    port1.onmessage = () => {
      order.push('message')
      port1.close()
      resolve()
    }
  })
  port2.postMessage('waiting')
  await Promise.resolve()
  expect(order).toEqual([])
  await breathe()
  order.push('breathed')
  await heard
  expect(order).toEqual(['message', 'breathed'])
})
