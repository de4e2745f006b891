import { useId, useState } from 'react'
import type { StorageView } from '../../../bridge/archive.ts'
import { useEngineTime } from '../../conversation/engineTime.ts'
import { Button } from '../../parts/Button.tsx'
import { Card } from '../../parts/Card.tsx'
import { Skeleton } from '../../parts/Skeleton.tsx'
import { useMirror, useWindow } from '../../parts/window.ts'
import { formatBytes } from '../../words/sizes.ts'
import { storageWords } from '../../words/storageWords.ts'
import settings from '../SettingsPage.module.css'
import css from './PartsCard.module.css'
import type { Counted } from './useStorageView.ts'

const words = storageWords.here

const order = ['messages', 'media', 'pictures', 'index', 'waiting'] as const

interface PartsCardProps {
  readonly counted: Counted
  readonly busy: boolean
  readonly again: () => void
}

/** What is stored here, by part, with what the browser allows. */
export function PartsCard({ counted, busy, again }: PartsCardProps) {
  const title = useId()
  return (
    <Card labelledBy={title}>
      <div className={settings.section} aria-busy={busy}>
        <h2 className={settings.heading} id={title}>
          {words.title}
        </h2>
        {counted.at === 'counting' && <Counting />}
        {counted.at === 'failed' && (
          <div role="alert">
            <p className={settings.state}>{storageWords.failed.title}</p>
            <p className={settings.note}>{storageWords.failed.body}</p>
          </div>
        )}
        {counted.at === 'known' && <Known view={counted.view} labelledBy={title} />}
        <div className={settings.buttons}>
          <Button onPress={again} busy={busy} size="small">
            {counted.at === 'failed' ? storageWords.failed.again : words.again}
          </Button>
          {counted.at === 'known' && counted.view.parts.pictures.count > 0 && <DropPictures />}
        </div>
      </div>
    </Card>
  )
}

function Counting() {
  return (
    <div className={css.counting} role="status" aria-label={words.counting}>
      {order.map((part) => (
        <Skeleton inlineSize="100%" blockSize={36} key={part} />
      ))}
    </div>
  )
}

function Known({ view, labelledBy }: { readonly view: StorageView; readonly labelledBy: string }) {
  const { parts } = view
  const total = order.reduce((sum, part) => sum + parts[part].bytes, 0)
  const widest = Math.max(1, ...order.map((part) => parts[part].bytes))
  return (
    <>
      <table className={css.parts} aria-labelledby={labelledBy}>
        <thead className={css.spoken}>
          <tr>
            <th scope="col">{words.of}</th>
            <th scope="col">{words.much}</th>
            <th scope="col">{words.size}</th>
          </tr>
        </thead>
        <tbody>
          {order.map((part) => (
            <tr className={css.part} key={part} data-part={part}>
              <th className={css.name} scope="row">
                {words.parts[part].name}
              </th>
              <td className={css.count}>{words.parts[part].count(parts[part])}</td>
              <td className={css.size}>
                {formatBytes(parts[part].bytes)}
                <span
                  className={css.bar}
                  style={{ inlineSize: `${(parts[part].bytes / widest) * 100}%` }}
                  aria-hidden="true"
                />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className={css.part}>
            <th className={css.name} scope="row">
              {words.total}
            </th>
            <td className={css.count} />
            <td className={css.size}>{formatBytes(total)}</td>
          </tr>
        </tfoot>
      </table>
      <p className={settings.note}>{words.facts(view)}</p>
    </>
  )
}

/** They come back by themselves, so nothing is asked. */
function DropPictures() {
  const { actions } = useWindow()
  const now = useEngineTime()
  const isFreeing = useMirror((state) => state.snapshot?.care?.freeing !== undefined)
  const [gone, setGone] = useState(false)
  const drop = async () => {
    const result = await actions.talk({ type: 'freeSpace', what: 'pictures', beforeMs: now() })
    setGone(result.ok)
  }
  return (
    <>
      <Button size="small" busy={isFreeing} onPress={() => void drop()}>
        {words.dropPictures}
      </Button>
      <p className={settings.note} role="status">
        {gone && words.picturesGone}
      </p>
    </>
  )
}
