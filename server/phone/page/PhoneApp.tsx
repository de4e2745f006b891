import { useMemo, useState } from 'react'
import { Chat } from './chats/Chat.tsx'
import { Chats } from './chats/Chats.tsx'
import { type ChatRow, createTalkApi, type TalkApi } from './chats/talkApi.ts'
import { Home } from './home/Home.tsx'
import { Keypad } from './keypad/Keypad.tsx'
import { LockScreen } from './lock/LockScreen.tsx'
import css from './PhoneApp.module.css'
import { PairingPush } from './push/PairingPush.tsx'
import type { PhoneApi } from './sandboxApi.ts'
import { type SandboxStream, useSandbox } from './sandboxState.ts'
import { Scanner } from './scanner/Scanner.tsx'
import { words } from './words.ts'

interface PhoneAppProps {
  readonly stream: SandboxStream
  readonly api: PhoneApi
  /** From the page's address; undefined: the first phone. */
  readonly phoneId: string | undefined
}

type Place = 'locked' | 'home' | 'scanner' | 'keypad' | 'chats'

/** Where a person was before: what led there gets the focus again. */
const WAYS: Readonly<Record<Place, 'scan' | 'code' | 'chats' | undefined>> = {
  locked: undefined,
  home: undefined,
  scanner: 'scan',
  keypad: 'code',
  chats: 'chats',
}

/** One phone on a desk. Locked at first, as phones are. */
export function PhoneApp({ stream, api, phoneId }: PhoneAppProps) {
  const sandbox = useSandbox(stream)
  const { connected, clock, phones } = sandbox
  const [place, setPlace] = useState<Place>('locked')
  const [before, setBefore] = useState<Place>()
  const phone = phoneId === undefined ? phones[0] : phones.find(({ id }) => id === phoneId)

  const id = phone?.id ?? ''
  const talk = useMemo(() => createTalkApi(id), [id])

  const go = (next: Place) => {
    setBefore(place)
    setPlace(next)
  }

  return (
    <div className={css.desk}>
      <main className={css.phone} aria-label={phone ? words.phoneOf(phone.name) : words.title}>
        <PairingPush
          pairing={place === 'keypad' || place === 'scanner' ? undefined : phone?.pairing}
          floats={place === 'locked'}
          onOpen={() => go('keypad')}
        />
        {(!phone || !clock) && <Nothing known={clock !== undefined} />}
        {phone && clock && place === 'locked' && (
          <LockScreen
            phone={phone}
            clock={clock}
            api={api}
            takeFocus={before !== undefined}
            onUnlock={() => go('home')}
          />
        )}
        {phone && clock && place === 'home' && (
          <Home
            phone={phone}
            clock={clock}
            api={api}
            talk={talk}
            pulse={sandbox}
            onChats={() => go('chats')}
            cameFrom={WAYS[before ?? 'locked']}
            onLink={() => go('scanner')}
            onLinkByCode={() => go('keypad')}
            onLock={() => go('locked')}
          />
        )}
        {phone && place === 'chats' && (
          <Talk talk={talk} phone={phone.id} pulse={sandbox} onClose={() => go('home')} />
        )}
        {phone && place === 'scanner' && <Scanner api={api} onClose={() => go('home')} />}
        {phone && place === 'keypad' && (
          <Keypad phone={phone} api={api} onClose={() => go('home')} />
        )}
        {!connected && (
          <p className={css.notice} role="status">
            {words.lost}
          </p>
        )}
      </main>
    </div>
  )
}

/** The list of chats, and the one that is open. */
function Talk({
  talk,
  phone,
  pulse,
  onClose,
}: {
  readonly talk: TalkApi
  readonly phone: string
  readonly pulse: unknown
  readonly onClose: () => void
}) {
  const [open, setOpen] = useState<ChatRow>()
  const [before, setBefore] = useState<string>()
  if (open === undefined) {
    const common = { api: talk, phone, pulse, cameFrom: before }
    return <Chats {...common} onOpen={setOpen} onClose={onClose} />
  }
  const close = () => {
    setBefore(open.chat)
    setOpen(undefined)
  }
  return <Chat api={talk} phone={phone} row={open} pulse={pulse} onClose={close} />
}

/** Before the sandbox has told anything, or when it has no such phone. */
function Nothing({ known }: { readonly known: boolean }) {
  return (
    <div className={css.empty}>
      <h1>{words.title}</h1>
      <p role="status">{known ? words.noSuchPhone : words.connecting}</p>
      {known && <a href="/phone">{words.firstPhone}</a>}
    </div>
  )
}
