import { useState } from 'react'
import { useLinkWay } from '../link/useLinkWay.ts'
import { LiveRegion } from '../parts/LiveRegion.tsx'
import { useMirror } from '../parts/window.ts'
import { announcementOf } from './announcement.ts'

/** Says aloud what changes on the screen, and keeps silent about what only passes. */
export function Announcer() {
  const way = useLinkWay()
  const [said, setSaid] = useState('')
  const next = useMirror((state) => announcementOf(state, way, said))
  if (next !== undefined && next !== said) setSaid(next)
  return <LiveRegion message={said} />
}
