/** One part of the program: what stands around the codes when there is more to say. */
export { NotesAbove } from './NotesAbove.tsx'
export { NotesBelow } from './NotesBelow.tsx'
