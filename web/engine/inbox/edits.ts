/** How long after being sent a message may be edited, by the service's time (whatsmeow). */
const EDIT_WINDOW_MS = 20 * 60_000

/** Whether an edit came in time. Clocks of the service's machines may differ a little. */
export function isInWindow(sentMs: number, editedMs: number): boolean {
  return editedMs - sentMs <= EDIT_WINDOW_MS
}
