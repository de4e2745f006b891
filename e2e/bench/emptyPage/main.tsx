import { createRoot } from 'react-dom/client'

/** The least that a React page does: what the companion's start is measured against. */
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(<div id="empty" />)
