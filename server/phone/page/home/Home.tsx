import type { PhoneView } from '../../control.ts'
import { Button } from '../parts/Button.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { useSandboxTime } from '../parts/useSandboxTime.ts'
import type { PhoneApi } from '../sandboxApi.ts'
import { type ClockReading, clockTime } from '../times.ts'
import { words } from '../words.ts'
import { Devices } from './Devices.tsx'
import css from './Home.module.css'
import { Profile } from './Profile.tsx'

interface HomeProps {
  readonly phone: PhoneView
  readonly clock: ClockReading
  readonly api: PhoneApi
  /** Back from the scanner: go on where it was opened. */
  readonly cameFromScanner: boolean
  readonly onLink: () => void
  readonly onLock: () => void
}

/** Who the phone belongs to, and which devices are linked. */
export function Home({ phone, clock, api, cameFromScanner, onLink, onLock }: HomeProps) {
  const now = useSandboxTime(clock)
  return (
    <div className={css.home}>
      <div className={css.bar}>
        <span>{clockTime(now)}</span>
        <Button
          look="quiet"
          shape="icon"
          className={css.lock}
          aria-label={words.lock.lock}
          onClick={onLock}
        >
          <Glyph name="lock" size={20} />
        </Button>
      </div>
      <Profile phone={phone} api={api} takeFocus={!cameFromScanner} />
      <Devices
        devices={phone.devices}
        now={now}
        api={api}
        focusLink={cameFromScanner}
        onLink={onLink}
      />
    </div>
  )
}
