import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin, type Rolldown, type UserConfig } from 'vite'

const root = import.meta.dirname

/** The companion, and the pages of the sandbox: the simulated phone and the view of both. */
const pages = {
  companion: 'index.html',
  phone: 'server/phone/page/index.html',
  demo: 'server/demo/index.html',
}

/**
 * How the page is cut, so that little stands before the first code and it comes in few requests.
 * `connection` is what a window needs to reach the engine: evaluated before React, so that the
 * engine's worker starts while the rest is still being evaluated. `react` is shared with the phone's
 * page. `window` is all else that the companion draws at first; what follows is loaded apart.
 */
const chunks: Rolldown.CodeSplittingGroup[] = [
  {
    name: (id, graph) => (isPartOf(firstOfWindow, id, graph) ? 'connection' : null),
    debugName: 'connection',
    test: /[\\/]web[\\/](connection\.ts|accounts[\\/]|bridge[\\/]|platform[\\/]|state[\\/])/,
  },
  { name: 'react', test: /[\\/]node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
  {
    name: (id, graph) => (isPartOf(firstOfWindow, id, graph) ? 'window' : null),
    debugName: 'window',
    test: /[\\/]web[\\/]ui[\\/]/,
  },
]

const firstOfWindow = join(root, 'web/main.tsx')
const firstOfEngine = join(root, 'web/engine.worker.ts')
const lifeOfAccount = join(root, 'web/engine/accountLife.ts')

/**
 * How the engine is cut: its first part opens the storage and answers windows. `life` is what dials,
 * in one piece, because nothing tells a worker early what its imports import.
 */
const engineChunks: Rolldown.CodeSplittingGroup[] = [
  {
    name: (id, graph) =>
      isPartOf(lifeOfAccount, id, graph) && !isPartOf(firstOfEngine, id, graph) ? 'life' : null,
    debugName: 'life',
  },
]

/** Whether a module imports another, directly or through others, and not later. */
function isPartOf(
  entry: string,
  id: string,
  graph: Rolldown.ChunkingContext,
  seen = new Set<string>(),
): boolean {
  if (id === entry) return true
  if (seen.has(id)) return false
  seen.add(id)
  return (graph.getModuleInfo(id)?.importers ?? []).some((importer) =>
    isPartOf(entry, importer, graph, seen),
  )
}

/**
 * Lets the companion's page run the `connection` chunk as soon as it is there, a few kilobytes, instead
 * of after React's has come and been compiled: the engine's worker is what takes longest to start.
 */
function startEarly(): Plugin {
  return {
    name: 'moonlet-start-early',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle, path }) {
        const chunk = Object.values(bundle ?? {}).find(({ name }) => name === 'connection')
        if (chunk === undefined || path !== `/${pages.companion}`) return []
        const attrs = {
          type: 'module',
          async: true,
          crossorigin: true,
          fetchpriority: 'high',
          src: `/${chunk.fileName}`,
        }
        return [{ tag: 'script', attrs, injectTo: 'head-prepend' }]
      },
    },
  }
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
    plugins: [
      react(),
      startEarly(),
      command === 'serve' ? (await import('./server/vite.ts')).sandbox() : [],
    ],
    define: {
      __BUILD_ORDER__: JSON.stringify(buildOrder()),
      __APP_VERSION__: JSON.stringify(appVersion()),
    },
    // The strict CSP allows no data: scripts or styles and no inline preload script.
    worker: {
      format: 'es',
      rolldownOptions: {
        output: { codeSplitting: { groups: engineChunks, includeDependenciesRecursively: false } },
      },
    },
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
        output: {
          codeSplitting: { groups: chunks },
        },
      },
    },
  }),
)
