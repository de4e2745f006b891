import type { ServiceView } from '../../bridge/contract.ts'
import { isClockBent, isSandbox } from '../../state/selectors.ts'
import { VisuallyHidden } from '../parts/VisuallyHidden.tsx'
import { useMirror } from '../parts/window.ts'
import { words } from '../words/words.ts'
import css from './ServiceBadge.module.css'

/** Which service this page speaks to. Always shown, so that practice is never taken for the real one. */
export function ServiceBadge() {
  const service = useMirror((state) => state.snapshot?.service)
  if (service === undefined) return null
  return (
    <p className={isSandbox(service) ? css.practice : css.real}>
      <VisuallyHidden>{words.service.label}</VisuallyHidden>
      <span>{nameOf(service)}</span>
      {service.clock !== undefined && isClockBent(service) && (
        <span className={css.clock}>{words.service.clock(service.clock)}</span>
      )}
    </p>
  )
}

function nameOf(service: ServiceView): string {
  return isSandbox(service) ? words.service.sandbox : words.service.other(service.name, service.url)
}
