import type { PhoneView } from '../../control.ts'
import type { PhoneApi } from '../sandboxApi.ts'
import { type ClockReading, clockTime, longDate } from '../times.ts'
import { useSandboxTime } from '../parts/useSandboxTime.ts'
import { words } from '../words.ts'
import css from './LockScreen.module.css'
import { NightSky } from './NightSky.tsx'

interface LockScreenProps {
  readonly phone: PhoneView
  readonly clock: ClockReading
  readonly api: PhoneApi
  /** The person has just locked the phone, so the way back in is where they are. */
  readonly takeFocus: boolean
  readonly onUnlock: () => void
}

/** Time, date, whose phone it is, and the way in. */
export function LockScreen({ phone, clock, api, takeFocus, onUnlock }: LockScreenProps) {
  const now = useSandboxTime(clock)
  return (
    <div className={css.lock}>
      <NightSky className={css.sky} />
      <p className={css.time}>{clockTime(now)}</p>
      <p className={css.date}>{longDate(now)}</p>
      <h1 className={css.person}>
        <img src={api.pictureUrl(phone.id)} alt="" width="40" height="40" />
        {phone.name}
      </h1>
      <button type="button" className={css.unlock} onClick={onUnlock} autoFocus={takeFocus}>
        {words.lock.unlock}
      </button>
    </div>
  )
}
