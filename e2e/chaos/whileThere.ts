/** How the driver says that a page, its document or its browser went away under a command. */
const GONE =
  /closed|crashed|detached|destroyed|disconnected|navigat|ERR_ABORTED|ERR_CONNECTION|ERR_EMPTY_RESPONSE|No target with given id|Target page|Execution context/i

/**
 * Does something with a page that a disturbance may take away meanwhile. `undefined` when it did.
 * What else goes wrong is thrown.
 */
export async function whileThere<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (cause) {
    if (cause instanceof Error && GONE.test(cause.message)) return undefined
    throw cause
  }
}
