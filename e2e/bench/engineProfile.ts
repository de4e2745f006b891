import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { engineSession } from './engineSession.ts'

/** Where profiles of the engine's processor time are written; unset: none are made. */
export const PROFILE_FOLDER = process.env['BENCH_PROFILE']

/** Microseconds between two samples. */
const INTERVAL = 500
const SHOWN = 45

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { functionName: string; url: string; lineNumber: number }
    readonly children?: readonly number[]
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Profiles the engine while something is done: the whole as a file, the largest parts as a text. */
export async function profiled(browser: Browser, name: string, act: () => Promise<void>) {
  if (PROFILE_FOLDER === undefined) return await act()
  const engine = await engineSession(browser)
  await engine.send('Profiler.enable')
  await engine.send('Profiler.setSamplingInterval', { interval: INTERVAL })
  await engine.send('Profiler.start')
  try {
    await act()
  } finally {
    const { profile } = (await engine.send('Profiler.stop')) as unknown as { profile: Profile }
    mkdirSync(PROFILE_FOLDER, { recursive: true })
    writeFileSync(join(PROFILE_FOLDER, `${name}.cpuprofile`), JSON.stringify(profile))
    writeFileSync(join(PROFILE_FOLDER, `${name}.txt`), summary(profile))
    await engine.close()
  }
}

/** By function: milliseconds of its own, and of all that it called. */
function summary({ nodes, samples, timeDeltas }: Profile): string {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((one) => [one, id])),
  )
  const nameOf = ({ callFrame }: Profile['nodes'][number]) => {
    const file = callFrame.url.split('/').at(-1) ?? ''
    return `${callFrame.functionName || '(anonymous)'} ${file}:${callFrame.lineNumber + 1}`
  }
  const own = new Map<string, number>()
  const whole = new Map<string, number>()
  for (const [at, sample] of samples.entries()) {
    const ms = (timeDeltas[at] ?? 0) / 1000
    const seen = new Set<string>()
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
      const node = byId.get(id)
      if (node === undefined) break
      const name = nameOf(node)
      if (id === sample) own.set(name, (own.get(name) ?? 0) + ms)
      if (!seen.has(name)) whole.set(name, (whole.get(name) ?? 0) + ms)
      seen.add(name)
    }
  }
  const largest = (times: ReadonlyMap<string, number>) =>
    [...times]
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, SHOWN)
      .map(([name, ms]) => `${ms.toFixed(1).padStart(9)} ms  ${name}`)
      .join('\n')
  return `own time\n${largest(own)}\n\nwith what it called\n${largest(whole)}\n`
}
