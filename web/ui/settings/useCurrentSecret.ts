import { useState } from 'react'
import type { LockSecret } from '../../bridge/contract.ts'
import type { Passkeys } from '../parts/device.ts'
import { useMirror } from '../parts/window.ts'
import { settingsWords } from '../words/settingsWords.ts'

const words = settingsWords.settings.setLock

/** What opens the lock that is there now, as far as the person has given it. */
export interface CurrentSecret {
  /** How the lock that is there opens; undefined when there is none. */
  readonly method: LockSecret['kind'] | undefined
  readonly text: string
  readonly setText: (text: string) => void
  /**
   * The secret, after asking for the passkey where it is one; undefined when there is no lock. Rejects
   * never: what is missing is said in words.
   */
  readonly ask: (
    passkeys: Passkeys | undefined,
  ) => Promise<{ readonly secret: LockSecret | undefined } | { readonly missing: string }>
}

/** Changing a lock or taking it away needs the secret that opens it. */
export function useCurrentSecret(): CurrentSecret {
  const lock = useMirror((state) => state.snapshot?.lock)
  const [text, setText] = useState('')
  const on = lock?.at === 'on' ? lock : undefined
  return {
    method: on?.method,
    text,
    setText,
    async ask(passkeys) {
      if (on === undefined) return { secret: undefined }
      if (on.method === 'passphrase') {
        return text === ''
          ? { missing: words.currentMissing }
          : { secret: { kind: 'passphrase', text } }
      }
      if (passkeys === undefined || on.passkey === undefined) return { missing: words.unsupported }
      const answer = await passkeys.askPasskey(on.passkey)
      return answer.at === 'ok'
        ? { secret: { ...answer, kind: 'passkey' } }
        : { missing: answer.at === 'cancelled' ? words.cancelled : words.unsupported }
    },
  }
}
