import '../../web/ui/parts/inter.css'
import '../../web/ui/parts/tokens.css'
import '../../web/ui/parts/base.css'
import { ConversationPane } from '../../web/ui/conversation/ConversationPane.tsx'
import { VisuallyHidden } from '../../web/ui/parts/VisuallyHidden.tsx'
import { WindowContext, type WindowParts } from '../../web/ui/parts/window.ts'

interface PaneAloneProps {
  readonly parts: WindowParts
  readonly chatId: number
}

const nothing = () => {}

/** A conversation over the whole window, as on a phone. */
export function PaneAlone({ parts, chatId }: PaneAloneProps) {
  return (
    <WindowContext value={parts}>
      <main style={{ blockSize: '100dvb' }}>
        <h1>
          <VisuallyHidden>Moonlet</VisuallyHidden>
        </h1>
        <ConversationPane chatId={chatId} onBack={nothing} onOpenInfo={nothing} />
      </main>
    </WindowContext>
  )
}
