import { useId, useState } from 'react'
import type { ChatSizeView, SizeOrder } from '../../../bridge/archive.ts'
import { Button } from '../../parts/Button.tsx'
import { Card } from '../../parts/Card.tsx'
import { SelectField } from '../../parts/SelectField.tsx'
import { Skeleton } from '../../parts/Skeleton.tsx'
import { storageWords } from '../../words/storageWords.ts'
import settings from '../SettingsPage.module.css'
import { SizeList } from './SizeList.tsx'
import { useChatSizes } from './useChatSizes.ts'

const words = storageWords.chats

interface ChatsCardProps {
  /** Everything is read anew when it is another one. */
  readonly round: number
  readonly onFree: () => void
  readonly onChat: (size: ChatSizeView) => void
}

/** What each chat takes. */
export function ChatsCard({ round, onFree, onChat }: ChatsCardProps) {
  const title = useId()
  const [by, setBy] = useState<SizeOrder>('bytes')
  const sizes = useChatSizes(by, round)
  const { at, total, all, rows } = sizes
  const isKnown = at === 'known' || rows.size > 0
  return (
    <Card labelledBy={title}>
      <div className={settings.section} aria-busy={at === 'reading'}>
        <h2 className={settings.heading} id={title}>
          {words.title}
        </h2>
        {isKnown && total > 0 && <p className={settings.state}>{words.total(total, all.count)}</p>}
        {at === 'reading' && !isKnown && <Skeleton inlineSize="100%" blockSize={180} />}
        {at === 'failed' && (
          <div role="alert">
            <p className={settings.state}>{storageWords.failed.title}</p>
            <Button size="small" onPress={sizes.again}>
              {storageWords.failed.again}
            </Button>
          </div>
        )}
        {at === 'known' && total === 0 && <p className={settings.note}>{words.empty}</p>}
        {isKnown && total > 0 && (
          <>
            <div className={settings.buttons}>
              <Button onPress={onFree}>{words.freeAll}</Button>
            </div>
            <SelectField
              label={words.by}
              value={by}
              onChange={(value) => setBy(value === 'messages' ? 'messages' : 'bytes')}
              choices={[
                { value: 'bytes', label: words.order.bytes },
                { value: 'messages', label: words.order.messages },
              ]}
              hint={words.orderHint}
            />
            <SizeList sizes={sizes} by={by} onReach={sizes.onReach} onChat={onChat} />
          </>
        )}
      </div>
    </Card>
  )
}
