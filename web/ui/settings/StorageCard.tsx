import { useEffect, useId, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Card } from '../parts/Card.tsx'
import type { StorageCare, StorageFacts } from '../parts/device.ts'
import { useMirror, useWindow } from '../parts/window.ts'
import { settingsWords } from '../words/settingsWords.ts'
import css from './SettingsPage.module.css'

const words = settingsWords.settings.storage

/** Whether the browser keeps what is stored here, how much that is, and the way to ask for it. */
export function StorageCard() {
  const title = useId()
  const memory = useMirror((state) => state.snapshot?.engine.storage === 'memory')
  const { care, facts, ask, refused } = useStorage()
  return (
    <Card labelledBy={title}>
      <div className={css.section}>
        <h2 className={css.heading} id={title}>
          {words.title}
        </h2>
        <p className={css.state}>{memory ? words.memory : keptWords(facts)}</p>
        {facts?.usedBytes !== undefined && facts.quotaBytes !== undefined && (
          <p className={css.note}>{words.used(facts.usedBytes, facts.quotaBytes)}</p>
        )}
        <div className={css.buttons}>
          {!memory && facts?.kept === false && (
            <Button onPress={() => void ask()} busy={care === undefined}>
              {words.ask}
            </Button>
          )}
          <a className={css.link} href="#/settings/storage">
            {words.page}
          </a>
        </div>
        <p className={css.note} role="status">
          {refused && words.refused}
        </p>
      </div>
    </Card>
  )
}

function keptWords(facts: StorageFacts | undefined): string | undefined {
  if (facts === undefined) return undefined
  if (facts.kept === undefined) return words.keptUnknown
  return facts.kept ? words.keptYes : words.keptNo
}

/** What the browser says about its room, read when the card appears and after each asking. */
function useStorage() {
  const { device } = useWindow()
  const [care, setCare] = useState<StorageCare>()
  const [facts, setFacts] = useState<StorageFacts>()
  const [refused, setRefused] = useState(false)
  useEffect(() => {
    let left = false
    const load = async () => {
      const loaded = await device.storage()
      const told = await loaded.storageFacts()
      if (left) return
      setCare(loaded)
      setFacts(told)
    }
    load().catch(() => {
      if (!left) setFacts({ kept: undefined, usedBytes: undefined, quotaBytes: undefined })
    })
    return () => {
      left = true
    }
  }, [device])
  const ask = async (): Promise<void> => {
    if (care === undefined) return
    setRefused(!(await care.keepStorage()))
    setFacts(await care.storageFacts())
  }
  return { care, facts, ask, refused }
}
