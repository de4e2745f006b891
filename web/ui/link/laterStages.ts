/** One part of the program: what can follow the first code. */
export { Confirming } from './Confirming.tsx'
export { Expired } from './Expired.tsx'
export { Problem } from './Problem.tsx'
