import { openUnlinked } from '../companion.ts'
import { expect, test } from '../fixtures.ts'
import { watchWorkers } from '../workerErrors.ts'

const planted = {
  'an error': `setTimeout(() => { throw new Error('planted here') })`,
  'a rejection': `Promise.reject(new Error('planted here'))`,
}

for (const [what, expression] of Object.entries(planted)) {
  test(`${what} that nobody catches in the engine's worker is a failure of the story`, async ({
    page,
    browser,
    calm,
  }) => {
    await openUnlinked(page)
    // Again: a worker that starts anew under its name must not slip out of the watch.
    await openUnlinked(page)
    const told: string[] = []
    const watch = await watchWorkers(browser, (text) => told.push(text))
    await expect.poll(() => watch.workers.map(({ type }) => type)).toEqual(['shared_worker'])
    await watch.workers[0]?.send('Runtime.evaluate', { expression })
    // Throws where the list stays empty: what is forgiven here fails every other story.
    await calm.forgive(/^uncaught in a worker: .*planted here/)
    await watch.stop()
    expect(told).toHaveLength(1)
  })
}
