import { StorageError } from '../../storage/errors.ts'
import type { Work } from '../work/work.ts'

/** On a full disk what is stored can be read all the same; it is taken over by the first commit then. */
export async function takeOver(work: Work): Promise<void> {
  try {
    await work.own()
  } catch (cause) {
    if (!(cause instanceof StorageError && cause.code === 'quota')) throw cause
  }
}

/** On a full disk messages of an older build stay where they are, and come when there is room. */
export async function bringForward(work: Work): Promise<void> {
  try {
    await work.bringForward()
  } catch (cause) {
    if (!(cause instanceof StorageError && cause.code === 'quota')) throw cause
  }
}
