import { type ReactNode, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { classes } from '../parts/classes.ts'
import { Countdown } from '../parts/Countdown.tsx'
import { Icon, type IconName } from '../parts/Icon.tsx'
import { WayOnButton } from '../parts/WayOnButton.tsx'
import { useWindow } from '../parts/window.ts'
import { laterWords } from '../words/laterWords.ts'
import { words } from '../words/words.ts'
import type { Bar } from './bar.ts'
import css from './BarContent.module.css'
import { useRoute } from './useRoute.ts'

/** What the bar says, and what to do about it. */
export function BarContent({ bar }: { readonly bar: Bar }) {
  const { reload } = useWindow()
  switch (bar.kind) {
    case 'lost':
      return (
        <Strip icon="warning" title={laterWords.lost.title} body={laterWords.lost.body}>
          <Button size="small" onPress={reload}>
            {words.actions.reload}
          </Button>
        </Strip>
      )
    case 'failed':
      return (
        <Strip icon="warning" title={laterWords.bar.failed(laterWords.problem(bar.error).title)} />
      )
    case 'waiting':
      return <Waiting error={bar.error} nextTryAtMs={bar.nextTryAtMs} />
    case 'stopped': {
      const { title, body } = laterWords.problem(bar.error)
      return (
        <Strip icon="warning" title={title} body={body}>
          <WayOnButton place="stopped" error={bar.error} size="small" />
        </Strip>
      )
    }
    case 'checking':
      return <Strip icon="info" title={laterWords.bar.checking} />
    case 'room':
      return <Room level={bar.level} key={bar.level} />
    case 'connecting':
      return <Strip icon="info" title={laterWords.bar.connecting} patient />
  }
}

/** Leads to where space is freed. Put away it stays so until there is less room yet, or a reload. */
function Room({ level }: Pick<Extract<Bar, { kind: 'room' }>, 'level'>) {
  const [away, setAway] = useState(false)
  const route = useRoute()
  // The storage page says it itself.
  if (away || route === 'storage') return null
  return (
    <Strip icon="warning" title={laterWords.bar.room[level]} body={laterWords.bar.roomBody[level]}>
      <a className={css.link} href="#/settings/storage">
        {laterWords.bar.roomLink}
      </a>
      <Button size="small" onPress={() => setAway(true)}>
        {laterWords.bar.roomLater}
      </Button>
    </Strip>
  )
}

type WaitingProps = Pick<Extract<Bar, { kind: 'waiting' }>, 'error' | 'nextTryAtMs'>

function Waiting({ error, nextTryAtMs }: WaitingProps) {
  const { title, body } = laterWords.problem(error)
  const explained = error.code === 'banned' || error.code === 'disk-full'
  return (
    <Strip icon={explained ? 'warning' : 'offline'} title={title} {...(explained ? { body } : {})}>
      <span className={css.next}>
        {nextTryAtMs === undefined ? (
          laterWords.retry.soon
        ) : (
          <Countdown endsAtMs={nextTryAtMs} format={laterWords.retry.next} />
        )}
      </span>
      <WayOnButton place="waiting" error={error} size="small" busy={nextTryAtMs === undefined} />
    </Strip>
  )
}

interface StripProps {
  readonly icon: IconName
  readonly title: string
  readonly body?: string
  /** Shows only if it lasts: most connections are made in a blink. */
  readonly patient?: boolean
  readonly children?: ReactNode
}

function Strip({ icon, title, body, patient = false, children }: StripProps) {
  return (
    <div
      className={classes(patient ? css.patient : css.strip, body !== undefined && css.explained)}
    >
      <Icon name={icon} />
      <p className={css.words} role={patient ? undefined : 'alert'}>
        <strong className={css.title}>{title}</strong>
        {body !== undefined && <span>{body}</span>}
      </p>
      {children !== undefined && <div className={css.actions}>{children}</div>}
    </div>
  )
}
