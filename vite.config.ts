import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'vite'

const root = import.meta.dirname

/** The companion, and the pages of the sandbox: the simulated phone and the view of both. */
const pages = {
  companion: 'index.html',
  phone: 'server/phone/page/index.html',
  demo: 'server/demo/index.html',
}

/**
 * Orders builds: a larger number is newer. From the commit's date and not from the clock, so that two
 * builds of one commit are the same bytes. MOONLET_BUILD_ORDER overrides it (tests make two builds).
 */
function buildOrder(): number {
  const order =
    process.env['MOONLET_BUILD_ORDER'] ?? commitTimeSec() ?? process.env['SOURCE_DATE_EPOCH']
  return Number(order ?? 0)
}

function commitTimeSec(): string | undefined {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    // Not a clone: an archive of the sources has no commit.
    return undefined
  }
}

function appVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  return version
}

export default defineConfig(
  async ({ command }): Promise<UserConfig> => ({
    root,
    // The dev server and the preview server are the sandbox; a build does not even load it.
    plugins: [react(), command === 'serve' ? (await import('./server/vite.ts')).sandbox() : []],
    define: {
      __BUILD_ORDER__: JSON.stringify(buildOrder()),
      __APP_VERSION__: JSON.stringify(appVersion()),
    },
    // The strict CSP allows no data: scripts or styles and no inline preload script.
    worker: { format: 'es' },
    build: {
      outDir: 'dist/web',
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: Object.fromEntries(
          Object.entries(pages)
            .map(([name, path]) => [name, join(root, path)] as const)
            .filter(([, path]) => existsSync(path)),
        ),
      },
    },
  }),
)
