/** Drawings for `Drawing` that several late views share. */
export const lockDrawing =
  'M6 9.2h8a1 1 0 0 1 1 1v5.3a1 1 0 0 1-1 1h-8a1 1 0 0 1-1-1v-5.3a1 1 0 0 1 1-1z M7.2 9.2v-2.4a2.8 2.8 0 0 1 5.6 0v2.4'
