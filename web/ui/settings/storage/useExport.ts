import { useEffect, useRef, useState } from 'react'
import type { ChatRowView } from '../../../bridge/chatViews.ts'
import { useWindow } from '../../parts/window.ts'
import { archiveName } from './export/archiveName.ts'

export type ExportState =
  | { readonly at: 'asking' }
  | { readonly at: 'running' | 'done'; readonly count: number }
  | { readonly at: 'stopped' }
  | { readonly at: 'failed' }

/** Saves a chat as an archive. What packs it is loaded while the person looks where to save it. */
export function useExport(chat: ChatRowView, name: string) {
  const { actions, device } = useWindow()
  const [state, setState] = useState<ExportState>({ at: 'asking' })
  const running = useRef<AbortController>(undefined)
  const stop = () => running.current?.abort()
  useEffect(() => () => running.current?.abort(), [])

  async function write(signal: AbortSignal): Promise<ExportState> {
    const exportedAtMs = device.timeMs()
    const files = await device.files()
    const sink = await files.openFile(archiveName(name, exportedAtMs))
    if (sink === undefined) return { at: 'asking' }
    setState({ at: 'running', count: 0 })
    try {
      const { exportChat } = await import('./export/exportChat.ts')
      const count = await exportChat({
        chat,
        name,
        exportedAtMs,
        timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
        ask: actions.ask,
        sink,
        onProgress: (done) => setState({ at: 'running', count: done }),
        signal,
      })
      await sink.close()
      return { at: 'done', count }
    } catch (cause) {
      await sink.abort()
      throw cause
    }
  }

  async function start(): Promise<void> {
    if (running.current !== undefined) return
    const controller = new AbortController()
    running.current = controller
    try {
      setState(await write(controller.signal))
    } catch {
      setState({ at: controller.signal.aborted ? 'stopped' : 'failed' })
    } finally {
      running.current = undefined
    }
  }

  return { state, start, stop }
}
