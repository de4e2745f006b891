import type { Asked } from '../pane.ts'
import { DateDialog } from './DateDialog.tsx'
import { DeleteDialog } from './DeleteDialog.tsx'
import { ForwardDialog } from './ForwardDialog.tsx'
import { InfoDialog } from './InfoDialog.tsx'

interface AskedDialogProps {
  readonly asked: Asked
  readonly onClose: () => void
}

/** What stands in front of the conversation. */
export function AskedDialog({ asked, onClose }: AskedDialogProps) {
  switch (asked.what) {
    case 'delete':
      return <DeleteDialog messages={asked.messages} onClose={onClose} />
    case 'forward':
      return <ForwardDialog keys={asked.keys} onClose={onClose} />
    case 'date':
      return <DateDialog atMs={asked.atMs} onClose={onClose} />
    case 'info':
      return <InfoDialog message={asked.message} onClose={onClose} />
  }
}
