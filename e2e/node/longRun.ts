import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'vite'

/** Runs of many sessions, each a program of its own under `e2e/node`. */
export type LongRun = 'chaos' | 'soak' | 'talkChaos' | 'large'

export interface RunResult {
  readonly code: number
  readonly output: string
}

/**
 * Makes one file for Node of a long run, and runs it. Under a runner that translates while it loads,
 * each `import()` of the engine takes real time, in which the clock of such a run goes on.
 */
export async function longRun(
  name: LongRun,
  args: readonly string[],
  hear: (text: string) => void = () => {},
): Promise<RunResult> {
  const outDir = join('.cache', 'longRuns', name)
  await build({
    configFile: false,
    logLevel: 'error',
    define: { __BUILD_ORDER__: '0', __APP_VERSION__: '"0.0.0"' },
    build: {
      ssr: join('e2e', 'node', name, 'run.ts'),
      outDir,
      emptyOutDir: true,
      target: 'node20',
      copyPublicDir: false,
      rolldownOptions: { output: { entryFileNames: 'run.js' } },
    },
  })
  return await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--expose-gc', join(outDir, 'run.js'), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      hear(chunk.toString())
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
