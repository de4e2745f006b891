/** What counts of a pressed Enter. */
interface EnterPress {
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
}

/**
 * Whether Enter sends: by itself and not with Shift where the person set it so; else only with Control
 * or Command. Where it does not send, it begins a new line.
 */
export function enterIsSend({ shiftKey, ctrlKey, metaKey }: EnterPress, enterSends: boolean) {
  return enterSends ? !shiftKey : ctrlKey || metaKey
}
