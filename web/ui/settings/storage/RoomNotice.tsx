import type { RoomView } from '../../../bridge/archive.ts'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { storageWords as words } from '../../words/storageWords.ts'
import css from './StoragePage.module.css'

interface RoomNoticeProps {
  readonly room: RoomView
  readonly onFree: () => void
}

/** Says that room runs low, what that means, and what helps. */
export function RoomNotice({ room, onFree }: RoomNoticeProps) {
  return (
    <div className={css.room} data-level={room.level} role="status">
      <Icon name="warning" />
      <div className={css.roomWords}>
        <strong>{words.room.titles[room.level]}</strong>
        <p>{words.room.body(room)}</p>
      </div>
      <Button size="small" onPress={onFree}>
        {words.room.free}
      </Button>
    </div>
  )
}
