import type { PhoneView } from '../../control.ts'
import { Button } from '../parts/Button.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import { useSandboxTime } from '../parts/useSandboxTime.ts'
import type { PhoneApi } from '../sandboxApi.ts'
import { type ClockReading, clockTime } from '../times.ts'
import { words } from '../words.ts'
import { ChatsCard } from '../chats/ChatsCard.tsx'
import type { TalkApi } from '../chats/talkApi.ts'
import { Devices } from './Devices.tsx'
import css from './Home.module.css'
import { Profile } from './Profile.tsx'

interface HomeProps {
  readonly phone: PhoneView
  readonly clock: ClockReading
  readonly api: PhoneApi
  readonly talk: TalkApi
  /** Changes with everything that happens in the sandbox. */
  readonly pulse: unknown
  /** Back from the scanner or the keypad: go on where it was opened. */
  readonly cameFrom: 'scan' | 'code' | 'chats' | undefined
  readonly onChats: () => void
  readonly onLink: () => void
  readonly onLinkByCode: () => void
  readonly onLock: () => void
}

/** Who the phone belongs to, and which devices are linked. */
export function Home(props: HomeProps) {
  const { phone, clock, api, talk, pulse, cameFrom, onChats, onLink, onLinkByCode, onLock } = props
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
      <Profile phone={phone} api={api} takeFocus={cameFrom === undefined} />
      <ChatsCard
        api={talk}
        phone={phone.id}
        pulse={pulse}
        autoFocus={cameFrom === 'chats'}
        onOpen={onChats}
      />
      <Devices
        devices={phone.devices}
        now={now}
        api={api}
        focus={cameFrom === 'chats' ? undefined : cameFrom}
        onLink={onLink}
        onLinkByCode={onLinkByCode}
      />
    </div>
  )
}
