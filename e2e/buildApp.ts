import { execFileSync } from 'node:child_process'
import { buildGallery } from './gallery/serveGallery.ts'

/** Where the stories find the app, and the same app as an older build, for the handover story. */
export const appFolder = 'dist/web'
export const olderAppFolder = 'dist/web-older'

function build(folder: string, env: NodeJS.ProcessEnv): void {
  execFileSync(
    'npm',
    ['exec', '--no', '--', 'vite', 'build', '--outDir', folder, '--logLevel', 'warn'],
    {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    },
  )
}

/** Builds what the stories run: what is tested is what ships, never the dev server. */
export default async function buildApp(): Promise<void> {
  build(appFolder, {})
  build(olderAppFolder, { MOONLET_BUILD_ORDER: '1' })
  await buildGallery()
}
