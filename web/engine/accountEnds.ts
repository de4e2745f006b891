import type { CommandResult } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
import { StorageError } from '../storage/errors.ts'
import type { LateLife } from './lateLife.ts'
import type { LinkState } from './linking/linkState.ts'
import { plainError } from './plainErrors.ts'

/** The ways in which an account leaves this browser. */
export interface AccountEnds {
  /** The link is gone for certain: wipe, and say why. A new code comes when the person asks. */
  readonly gone: (reason: string, error: PlainError) => Promise<CommandResult>
  /** Leaves the account whatever the service says, and wipes. There may be nothing to leave. */
  readonly logOut: () => Promise<CommandResult>
  /** Ends an account that was never linked. What was linked leaves by logging out. */
  readonly discard: () => Promise<CommandResult>
}

/** For one engine; `guarded` turns what fails into a state that is shown. */
export function createAccountEnds(parts: {
  readonly life: () => LateLife | undefined
  /** Whether nothing runs, so that there is nothing to leave. */
  readonly isNothing: () => boolean
  readonly erase: (reason: string) => Promise<void>
  readonly open: (start: LinkState) => Promise<LateLife | undefined>
  readonly guarded: (work: () => Promise<void>) => Promise<CommandResult>
  readonly changedAll: () => void
}): AccountEnds {
  const { erase, guarded } = parts

  /**
   * Erases, and opens an empty account that tells how the last one ended, also after a reload. Where
   * files beside the database could not be erased, `details.leftover` says so.
   * Throws where the database itself is still there.
   */
  async function eraseAndTell(reason: string, error: PlainError): Promise<void> {
    try {
      await erase(reason)
    } catch (cause) {
      // Opening what is still being deleted could take for ever.
      if (cause instanceof StorageError) throw cause
      const details = { ...error.details, leftover: 'files' }
      if (!(await openEnded({ ...error, details }))) throw cause
      return
    }
    await openEnded(error)
  }

  /** False where nothing opens, or what opens is no empty account. */
  async function openEnded(error: PlainError): Promise<boolean> {
    const life = await parts.open({ at: 'ended', error })
    if (life === undefined) return false
    if (life.isLinked()) {
      await life.stop()
      return false
    }
    await life.keepEnd(error)
    return true
  }

  return {
    gone: (reason, error) => guarded(() => eraseAndTell(reason, error)),
    async logOut() {
      const life = parts.life()
      if (parts.isNothing() || life?.isLinked() === false) return { ok: true }
      return guarded(async () => {
        const told = (await life?.leave()) ?? false
        await eraseAndTell('logged-out', plainError('logged-out', { phoneTold: told ? 1 : 0 }))
      })
    },
    async discard() {
      const life = parts.life()
      // What has moved stays until the person says so: its file can be saved again.
      if (life?.isLinked() === true || life?.link().at === 'moved') {
        return { ok: false, error: plainError('not-while-linked') }
      }
      return guarded(async () => {
        await erase('discard')
        parts.changedAll()
      })
    },
  }
}
