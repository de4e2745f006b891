import { useState } from 'react'
import type { PhoneApi, TypeFailure } from '../sandboxApi.ts'
import { CODE_LENGTH, readTyped } from './typedCode.ts'

/** Where a person and the phone are with a code. */
export type KeypadState =
  | { readonly at: 'typing'; readonly hint?: 'foreign' | TypeFailure }
  | { readonly at: 'checking' }
  | { readonly at: 'linked'; readonly deviceName: string }
  /** This code is done for; the browser has to show another. */
  | { readonly at: 'over'; readonly failure: TypeFailure }

/** Failures after which the same request can still be answered. */
const TRY_AGAIN: ReadonlySet<TypeFailure> = new Set<TypeFailure>([
  'wrong-code',
  'malformed-code',
  'no-request',
  'companion-silent',
  'service-error',
  'unreachable',
])

export interface Keypad {
  readonly state: KeypadState
  /** What stands in the boxes, up to eight characters. */
  readonly code: string
  /** The text field's new content. */
  readonly write: (text: string) => void
  /** One key of the pad. */
  readonly press: (character: string) => void
  readonly erase: () => void
  readonly send: () => void
  readonly again: () => void
}

/** The keypad's doing, apart from its looks. */
export function useKeypad(api: PhoneApi): Keypad {
  const [code, setCode] = useState('')
  const [state, setState] = useState<KeypadState>({ at: 'typing' })

  const write = (text: string): void => {
    if (state.at !== 'typing') return
    const typed = readTyped(text)
    setCode(typed.code)
    setState(typed.hadForeign ? { at: 'typing', hint: 'foreign' } : { at: 'typing' })
  }

  const check = async (): Promise<void> => {
    setState({ at: 'checking' })
    const answer = await api.typeCode(code)
    if ('device' in answer) {
      setState({ at: 'linked', deviceName: answer.device.name })
    } else if (TRY_AGAIN.has(answer.failure)) {
      if (answer.failure === 'wrong-code') setCode('')
      setState({ at: 'typing', hint: answer.failure })
    } else {
      setState({ at: 'over', failure: answer.failure })
    }
  }

  return {
    state,
    code,
    write,
    press: (character) => write(code + character),
    erase: () => write(code.slice(0, -1)),
    send() {
      if (state.at === 'typing' && code.length === CODE_LENGTH) void check()
    },
    again() {
      setCode('')
      setState({ at: 'typing' })
    },
  }
}
