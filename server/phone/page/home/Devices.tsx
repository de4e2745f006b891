import { useState } from 'react'
import type { LinkedDeviceView } from '../../control.ts'
import { BrowserIcon } from '../parts/BrowserIcon.tsx'
import { Button } from '../parts/Button.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import type { PhoneApi } from '../sandboxApi.ts'
import { words } from '../words.ts'
import { DeviceRow } from './DeviceRow.tsx'
import css from './Devices.module.css'

interface DevicesProps {
  readonly devices: readonly LinkedDeviceView[]
  /** Unix milliseconds on the sandbox's clock. */
  readonly now: number
  readonly api: PhoneApi
  /** The way to a link that has the focus, for who comes back from it. */
  readonly focus: 'scan' | 'code' | undefined
  readonly onLink: () => void
  readonly onLinkByCode: () => void
}

/** The linked devices, and the way to one more. */
export function Devices({ devices, now, api, focus, onLink, onLinkByCode }: DevicesProps) {
  const [news, setNews] = useState('')
  const remove = async ({ device, name }: LinkedDeviceView) => {
    const gone = await api.unlink(device)
    setNews(gone ? words.devices.removed(name) : words.devices.notRemoved(name))
    return gone
  }
  return (
    <section className={css.section} aria-labelledby="devices">
      <h2 className={css.heading} id="devices">
        {words.devices.heading}
      </h2>
      <p className={css.intro}>{words.devices.intro}</p>
      {devices.length === 0 ? (
        <div className={css.none}>
          <BrowserIcon browser="" />
          <p>{words.devices.none}</p>
        </div>
      ) : (
        <ul className={css.list}>
          {devices.map((device) => (
            <DeviceRow key={device.jid} device={device} now={now} onRemove={() => remove(device)} />
          ))}
        </ul>
      )}
      <p className={css.status} role="status">
        {news}
      </p>
      <div className={css.link}>
        <Button look="primary" shape="wide" onClick={onLink} autoFocus={focus === 'scan'}>
          <Glyph name="scan" size={20} />
          {words.devices.link}
        </Button>
        <Button look="quiet" shape="wide" onClick={onLinkByCode} autoFocus={focus === 'code'}>
          <Glyph name="keys" size={20} />
          {words.devices.linkByCode}
        </Button>
      </div>
    </section>
  )
}
