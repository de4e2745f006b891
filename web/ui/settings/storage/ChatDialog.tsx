import { useEffect, useState } from 'react'
import type { ChatSizeView } from '../../../bridge/archive.ts'
import { chatName } from '../../chats/chatName.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { useWindow } from '../../parts/window.ts'
import { storageWords as words } from '../../words/storageWords.ts'
import dialog from '../SetLockDialog.module.css'
import { ExportDialog } from './ExportDialog.tsx'
import { FreeDialog } from './FreeDialog.tsx'

interface ChatDialogProps {
  readonly size: ChatSizeView
  readonly onClose: () => void
}

/** One chat: what it takes here, and what can be done about it. */
export function ChatDialog({ size, onClose }: ChatDialogProps) {
  const [step, setStep] = useState<'facts' | 'free' | 'save'>('facts')
  const sinceMs = useOldest(size.chat.chatId)
  const name = chatName(size.chat)
  if (step === 'free') return <FreeDialog chat={size.chat} onClose={onClose} />
  if (step === 'save') return <ExportDialog size={size} name={name} onClose={onClose} />
  return (
    <Dialog title={name} onClose={onClose}>
      <p>{words.chats.facts(size.messages, size.bytes)}</p>
      {sinceMs !== undefined && <p className={dialog.note}>{words.chat.since(sinceMs)}</p>}
      <div className={dialog.buttons}>
        <Button onPress={onClose}>{words.chat.close}</Button>
        <Button onPress={() => setStep('save')}>{words.chat.save}</Button>
        <Button onPress={() => setStep('free')}>{words.chat.free}</Button>
      </div>
    </Dialog>
  )
}

/** Time of the oldest message stored here, once it is known. */
function useOldest(chatId: number): number | undefined {
  const { actions } = useWindow()
  const [sinceMs, setSince] = useState<number>()
  useEffect(() => {
    let left = false
    void actions.ask({ ask: 'reach', chatId }).then((result) => {
      if (!left && result.ok) setSince(result.answer.sinceMs)
    })
    return () => {
      left = true
    }
  }, [actions, chatId])
  return sinceMs
}
