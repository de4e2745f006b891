/** One part of the program: what a linked window draws first. */
export { Home } from './Home.tsx'
export { Navigation } from './Navigation.tsx'
