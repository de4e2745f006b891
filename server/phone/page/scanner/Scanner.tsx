import { useEffect, useRef, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Glyph } from '../parts/Glyph.tsx'
import type { PhoneApi } from '../sandboxApi.ts'
import { words } from '../words.ts'
import { VIEW_ASPECT } from './cameraPath.ts'
import { findNeighbour } from './neighbour.ts'
import css from './Scanner.module.css'
import { ScanReport } from './ScanReport.tsx'
import { isBusy, isLooking, type ScanSource, type ScanState } from './scanState.ts'
import { SourceButtons } from './SourceButtons.tsx'
import { pictureIn } from './stillPicture.ts'
import { useScanner } from './useScanner.ts'

/** Pixels of the viewfinder: fine enough for a code of 73 modules in two thirds of its width. */
const VIEW_WIDTH = 600

interface ScannerProps {
  readonly api: PhoneApi
  readonly onClose: () => void
}

/** The phone's camera view. What it sees is pixels; what it reads goes to the service. */
export function Scanner({ api, onClose }: ScannerProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { state, choose, offerPicture, again } = useScanner(canvas, api)
  const [sources] = useState(availableSources)
  const dropping = usePicturesFromOutside(offerPicture)
  useEscape(onClose)
  const current = 'source' in state ? state.source : undefined

  return (
    <div className={dropping ? `${css.scanner} ${css.dropping}` : css.scanner}>
      <div className={css.bar}>
        <Button look="quiet" shape="icon" aria-label={words.scanner.close} onClick={onClose}>
          <Glyph name="close" />
        </Button>
        <h1 className={css.heading} tabIndex={-1} ref={focusOnce}>
          {words.scanner.heading}
        </h1>
      </div>
      <div className={css.room}>
        <div className={viewClass(state.at)}>
          <canvas
            ref={canvas}
            width={VIEW_WIDTH}
            height={VIEW_WIDTH * VIEW_ASPECT}
            role="img"
            aria-label={words.scanner.viewfinder}
          />
          {state.at === 'choosing' ? (
            <div className={css.choice}>
              <h2>{words.scanner.where}</h2>
              <SourceButtons
                sources={sources}
                current={undefined}
                size="large"
                onChoose={choose}
                onPicture={offerPicture}
              />
              <p>{words.scanner.hint}</p>
            </div>
          ) : (
            current !== 'picture' && <Corners moving={isLooking(state)} />
          )}
        </div>
      </div>
      <div className={css.foot}>
        <ScanReport state={state} onAgain={again} onDone={onClose} />
        {!isBusy(state) && state.at !== 'choosing' && (
          <div className={css.sources} role="group" aria-label={words.scanner.sourcesLabel}>
            <SourceButtons
              sources={sources}
              current={current}
              size="small"
              onChoose={choose}
              onPicture={offerPicture}
            />
          </div>
        )}
      </div>
    </div>
  )
}

function Corners({ moving }: { readonly moving: boolean }) {
  return (
    <div className={css.corners} aria-hidden="true">
      <svg viewBox="0 0 100 100" fill="none" stroke="currentColor" strokeWidth="2">
        <path
          strokeLinecap="round"
          d="M2 18V10a8 8 0 0 1 8-8h8M82 2h8a8 8 0 0 1 8 8v8M98 82v8a8 8 0 0 1-8 8h-8M18 98h-8a8 8 0 0 1-8-8v-8"
        />
      </svg>
      {moving && <span className={css.sweep} />}
    </div>
  )
}

function viewClass(at: ScanState['at']): string | undefined {
  if (at === 'choosing') return `${css.view} ${css.asking}`
  return at === 'linking' || at === 'linked' ? `${css.view} ${css.caught}` : css.view
}

/** The neighbour only where there is one. */
function availableSources(): ScanSource[] {
  const everywhere: ScanSource[] = ['screen', 'camera', 'picture']
  return findNeighbour() ? ['neighbour', ...everywhere] : everywhere
}

function focusOnce(heading: HTMLHeadingElement | null): void {
  heading?.focus()
}

/** The way back by keyboard, wherever the focus is. */
function useEscape(onEscape: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') onEscape()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [onEscape])
}

/** Takes pictures that are dropped or pasted anywhere on the page. Tells whether one hovers. */
function usePicturesFromOutside(onPicture: (file: Blob) => void): boolean {
  const [dropping, setDropping] = useState(false)
  const take = useRef(onPicture)
  useEffect(() => {
    take.current = onPicture
  })
  useEffect(() => {
    const offer = (files: FileList | null | undefined): void => {
      const file = pictureIn(files)
      if (file) take.current(file)
    }
    const onPaste = (event: ClipboardEvent): void => offer(event.clipboardData?.files)
    const onDragOver = (event: DragEvent): void => {
      event.preventDefault()
      setDropping(true)
    }
    const onDragLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setDropping(false)
    }
    const onDrop = (event: DragEvent): void => {
      event.preventDefault()
      setDropping(false)
      offer(event.dataTransfer?.files)
    }
    const listening = new AbortController()
    const { signal } = listening
    document.addEventListener('paste', onPaste, { signal })
    document.addEventListener('dragover', onDragOver, { signal })
    document.addEventListener('dragleave', onDragLeave, { signal })
    document.addEventListener('drop', onDrop, { signal })
    return () => listening.abort()
  }, [])
  return dropping
}
