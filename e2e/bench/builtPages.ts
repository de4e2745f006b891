import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type InlineConfig } from 'vite'
import { PROFILE_FOLDER } from './engineProfile.ts'

/** Folders that a host serves, and the way to remove them. */
export interface BuiltPages {
  readonly companion: string
  readonly empty: string
  remove(): void
}

/**
 * Builds the companion as it ships and the empty React page alike, both as the sources are now. Not
 * into `dist`: the figures must not be those of an older build, nor may a story lose its files.
 */
export async function buildPages(): Promise<BuiltPages> {
  const folder = mkdtempSync(join(tmpdir(), 'moonlet-bench-'))
  const pages = { companion: join(folder, 'companion'), empty: join(folder, 'empty') }
  const quiet: InlineConfig = { logLevel: 'error' }
  // In a profile functions should have their names.
  const minify = PROFILE_FOLDER === undefined ? {} : { minify: false }
  await build({ ...quiet, build: { outDir: pages.companion, ...minify } })
  const source = fileURLToPath(new URL('./emptyPage/main.tsx', import.meta.url))
  await build({
    ...quiet,
    configFile: false,
    root: join(source, '..'),
    build: {
      outDir: pages.empty,
      target: 'es2023',
      modulePreload: { polyfill: false },
    },
  })
  for (const name of ['fillAccount', 'historyFloor', 'searchAccount', 'talkFloor']) {
    await build({
      ...quiet,
      configFile: false,
      build: {
        outDir: join(pages.companion, 'bench'),
        emptyOutDir: false,
        target: 'es2023',
        lib: {
          entry: fileURLToPath(new URL(`./${name}.ts`, import.meta.url)),
          formats: ['es'],
          fileName: name,
        },
      },
    })
  }
  return { ...pages, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
