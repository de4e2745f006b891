import type { PlainError } from '../../bridge/errors.ts'
import { Countdown } from '../parts/Countdown.tsx'
import { Icon, type IconName } from '../parts/Icon.tsx'
import { WayOnButton } from '../parts/WayOnButton.tsx'
import type { Place } from '../parts/wayOn.ts'
import { laterWords } from '../words/laterWords.ts'
import css from './Problem.module.css'

interface ProblemProps {
  readonly place: Place
  readonly error: PlainError
  readonly nextTryAtMs: number | undefined
}

/** What happened, what is safe and what to do, where the code would be. */
export function Problem({ place, error, nextTryAtMs }: ProblemProps) {
  const { title, body, ways, quote } = laterWords.problem(error)
  const trying = place === 'waiting' && nextTryAtMs === undefined
  return (
    <div className={css.problem}>
      <span className={css[toneOf(place, error)]}>
        <Icon name={iconOf(error)} size={24} />
      </span>
      <div className={css.words} role="alert">
        <h2 className={css.title}>{title}</h2>
        <p className={css.body}>{body}</p>
        {quote !== undefined && (
          <blockquote className={css.quote}>
            <p>{laterWords.quoteLabel}</p>
            {quote.map((line) => (
              <p dir="auto" key={line}>
                {line}
              </p>
            ))}
          </blockquote>
        )}
        {ways !== undefined && (
          <ul className={css.ways} aria-label={laterWords.waysLabel}>
            {ways.map((way) => (
              <li key={way}>{way}</li>
            ))}
          </ul>
        )}
        {place === 'refused' && <p className={css.safe}>{laterWords.refusedSafe}</p>}
      </div>
      <div className={css.actions}>
        <WayOnButton place={place} error={error} busy={trying} />
        {nextTryAtMs !== undefined && (
          <span className={css.next}>
            <Countdown endsAtMs={nextTryAtMs} format={laterWords.retry.next} />
          </span>
        )}
        {trying && <span className={css.next}>{laterWords.retry.soon}</span>}
      </div>
    </div>
  )
}

/** Red is for someone interfering and for damage; what passes or was wished is calm. */
function toneOf(place: Place, error: PlainError): 'bad' | 'warn' | 'calm' {
  switch (error.code) {
    case 'logged-out':
      return error.details?.['phoneTold'] === 0 ? 'warn' : 'calm'
    case 'certificate-refused':
    case 'pair-hmac':
    case 'pair-signature':
    case 'service-changed':
    case 'storage-damaged':
    case 'banned':
      return 'bad'
    default:
      return place === 'waiting' ? 'calm' : 'warn'
  }
}

function iconOf(error: PlainError): IconName {
  switch (error.code) {
    case 'offline':
    case 'unreachable':
    case 'handshake-timeout':
    case 'stream-lost':
    case 'silent':
      return 'offline'
    case 'unlinked':
    case 'logged-out':
    case 'phone-changed':
    case 'multi-device-missing':
    case 'passkey-required':
      return 'phone'
    default:
      return 'warning'
  }
}
