/** The stretches of a message's way in which an engine can be stopped. */
export const WINDOWS = [
  'received',
  'decrypted',
  'committed in',
  'answered',
  'composed',
  'committed out',
  'sent',
  'acked',
] as const
export type Window = (typeof WINDOWS)[number]
