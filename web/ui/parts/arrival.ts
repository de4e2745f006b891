import { createContext } from 'react'

/**
 * Whether what is drawn inside has replaced something else. Then its main button takes the focus; a
 * page that opens must not pull the focus away from its beginning.
 */
export const Arrival = createContext(false)
