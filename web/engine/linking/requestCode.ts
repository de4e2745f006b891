import type { Command, CommandResult } from '../../bridge/contract.ts'
import type { ErrorCode } from '../../bridge/errors.ts'
import { customPairCode } from '../../formats/pairCode.ts'
import type { AccountLife } from '../accountLife.ts'
import { plainError, plainErrorOf } from '../plainErrors.ts'
import { createPairCode } from './pairCode.ts'
import type { CodeWish } from './pairCodeState.ts'

const SHORTEST_NUMBER = 7

/**
 * Asks for a pair code, once what was typed is found good (chapter 03 section 5, "Code"). Never
 * throws. Good news means that the code is asked for, not that it is there.
 */
export function requestCodeOf(
  life: AccountLife | undefined,
  typed: Pick<Extract<Command, { type: 'requestCode' }>, 'number' | 'custom'>,
): CommandResult {
  const wish = wishOf(typed)
  if (typeof wish === 'string') return { ok: false, error: plainError(wish) }
  if (life === undefined) return { ok: false, error: plainError('internal') }
  try {
    const error = life.requestCode(wish, createPairCode)
    return error === undefined ? { ok: true } : { ok: false, error }
  } catch (cause) {
    return { ok: false, error: plainErrorOf(cause) }
  }
}

/** Any writing of a number will do: only its digits count. */
function wishOf({ number, custom }: Parameters<typeof requestCodeOf>[1]): CodeWish | ErrorCode {
  const digits = number.replace(/\D/g, '')
  if (digits === '') return 'number-required'
  if (digits.length < SHORTEST_NUMBER) return 'number-too-short'
  if (digits.startsWith('0')) return 'number-leading-zero'
  if (custom === undefined) return { number: digits }
  const code = customPairCode(custom)
  return code === undefined ? 'code-invalid' : { number: digits, custom: code }
}
