import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appFolder } from './buildApp.ts'

/**
 * A copy of the built app with lines of script in front of its engine: what they change in the
 * worker's world, the engine finds changed. Returns the folder, which the story deletes.
 *
 * @throws Error when the build has no engine, or more than one.
 */
export function appWithPrelude(prelude: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'moonlet-app-'))
  cpSync(appFolder, folder, { recursive: true })
  const assets = join(folder, 'assets')
  const workers = readdirSync(assets).filter((name) => /^engine\.worker.*\.js$/.test(name))
  const [worker] = workers
  if (worker === undefined || workers.length > 1) throw new Error(`engines: ${workers.join(', ')}`)
  const file = join(assets, worker)
  writeFileSync(file, `${prelude}\n${readFileSync(file, 'utf8')}`)
  return folder
}
