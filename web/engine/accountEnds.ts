import type { CommandResult } from '../bridge/contract.ts'
import type { PlainError } from '../bridge/errors.ts'
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

  /** An empty account that tells how the last one ended, also after a reload. */
  async function openEnded(error: PlainError): Promise<void> {
    const life = await parts.open({ at: 'ended', error })
    await life?.keepEnd(error)
  }

  return {
    gone: (reason, error) =>
      guarded(async () => {
        await erase(reason)
        await openEnded(error)
      }),
    async logOut() {
      const life = parts.life()
      if (parts.isNothing() || life?.isLinked() === false) return { ok: true }
      return guarded(async () => {
        const told = (await life?.leave()) ?? false
        await erase('logged-out')
        await openEnded(plainError('logged-out', { phoneTold: told ? 1 : 0 }))
      })
    },
    async discard() {
      if (parts.life()?.isLinked() === true) {
        return { ok: false, error: plainError('not-while-linked') }
      }
      return guarded(async () => {
        await erase('discard')
        parts.changedAll()
      })
    },
  }
}
