import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StateError } from '../sandbox/state/serviceState.ts'
import type { StateKeeper } from '../sandbox/world.ts'

/** One JSON file with named parts, each kept by somebody else. */
export interface StateFile {
  part(name: string): StateKeeper
}

/**
 * Opens a state file, or begins an empty one. A save writes a new file beside the old one and puts
 * it in its place, so that a crash leaves the old or the new state, never half of one.
 *
 * @throws StateError when the file is no JSON object.
 */
export async function openStateFile(path: string): Promise<StateFile> {
  const parts: Record<string, unknown> = await readParts(path)
  let turn: Promise<void> = Promise.resolve()

  function save(): Promise<void> {
    const mine = turn.then(() => writeWhole(path, JSON.stringify(parts)))
    // The next save tries again, whatever became of this one; its own caller hears of the failure.
    turn = mine.catch(() => undefined)
    return mine
  }

  return {
    part: (name) => ({
      load: () => Promise.resolve(parts[name]),
      save(state) {
        parts[name] = state
        return save()
      },
    }),
  }
}

async function readParts(path: string): Promise<Record<string, unknown>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw cause
  }
  const parsed: unknown = parse(path, text)
  if (typeof parsed !== 'object' || parsed === null) throw damaged(path)
  return { ...parsed }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw damaged(path)
  }
}

const damaged = (path: string): StateError =>
  new StateError(`The kept state ${path} is damaged: start once with --fresh.`)

async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const beside = `${path}.new`
  const file = await open(beside, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, path)
}

/** Forgets a state file. */
export async function removeStateFile(path: string): Promise<void> {
  await rm(path, { force: true })
}
