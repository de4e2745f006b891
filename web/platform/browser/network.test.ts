import { expect, it } from 'vitest'
import { browserNetwork } from './network.ts'

it('tells changes until it is stopped', () => {
  const scope = Object.assign(new EventTarget(), { navigator: { onLine: true } })
  const network = browserNetwork(scope)
  const heard: boolean[] = []
  const stop = network.onChange((online) => heard.push(online))
  scope.navigator.onLine = false
  scope.dispatchEvent(new Event('offline'))
  expect(network.online()).toBe(false)
  scope.dispatchEvent(new Event('online'))
  stop()
  scope.dispatchEvent(new Event('offline'))
  expect(heard).toEqual([false, true])
})
