/** Lets go of a lock. */
export type Release = () => void

/** Web Locks, as much as the bridge needs. A lock ends with the tab or worker that holds it. */
export interface Locks {
  /**
   * Asks for `name` and calls `onHeld` once it is held. Requests of one name are served in order;
   * shared ones together. Returns the function that stops waiting; once held it does nothing.
   */
  request(
    name: string,
    mode: 'exclusive' | 'shared',
    onHeld: (release: Release) => void,
  ): () => void
}
