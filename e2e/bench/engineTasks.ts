import type { Browser } from '@playwright/test'

/** The longest task of the threads that run engines, milliseconds, and how many took over 50 ms. */
export interface EngineTasks {
  readonly longestMs: number
  readonly over50: number
  readonly tasks: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly args?: { readonly name?: string }
}

/** Watches the tasks of all shared workers' threads while something is done. Chromium only. */
export async function watchEngineTasks(
  browser: Browser,
  act: () => Promise<void>,
): Promise<EngineTasks> {
  await browser.startTracing(undefined, { categories: ['toplevel'] })
  let bytes: Buffer
  try {
    await act()
  } finally {
    bytes = await browser.stopTracing()
  }
  const { traceEvents } = JSON.parse(bytes.toString()) as { readonly traceEvents: TraceEvent[] }
  const engines = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && /SharedWorker/.test(args?.name ?? ''))
      .map(threadOf),
  )
  const times = traceEvents
    .filter((event) => event.name.endsWith('RunTask') && engines.has(threadOf(event)))
    .map(({ dur = 0 }) => dur / 1000)
  return {
    longestMs: times.reduce((longest, time) => Math.max(longest, time), 0),
    over50: times.filter((time) => time > 50).length,
    tasks: times.length,
  }
}

const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`
