import { type RefObject, useCallback, useEffect, useReducer, useRef, useState } from 'react'
import type { PhoneApi } from '../sandboxApi.ts'
import { readFrame } from './decode.ts'
import { type LivePicture, runViewfinder } from './livePicture.ts'
import { openCamera, openScreen, SourceError } from './liveVideo.ts'
import { findNeighbour, openNeighbour } from './neighbour.ts'
import {
  isLooking,
  nextScanState,
  type ScanEvent,
  type ScanSource,
  type ScanState,
} from './scanState.ts'
import { readPictureFile } from './stillPicture.ts'

export interface ScannerControl {
  readonly state: ScanState
  readonly choose: (source: Exclude<ScanSource, 'picture'>) => void
  readonly offerPicture: (file: Blob) => void
  readonly again: () => void
}

/** Runs the scanner on this canvas: sources in, code read, the phone's answer out. */
export function useScanner(
  canvas: RefObject<HTMLCanvasElement | null>,
  api: PhoneApi,
): ScannerControl {
  const [state, dispatch] = useReducer(nextScanState, undefined, firstState)
  const live = useRef<OpenPicture>(undefined)
  const [offered, setOffered] = useState<Blob>()
  const { at } = state
  const source = isLooking(state) ? state.source : undefined

  const link = useCallback(
    async (text: string): Promise<void> => {
      dispatch({ type: 'found' })
      const answer = await api.scan(text)
      dispatch(
        'device' in answer
          ? { type: 'linked', deviceName: answer.device.name }
          : { type: 'refused', failure: answer.failure },
      )
    },
    [api],
  )

  useEffect(() => {
    const view = canvas.current?.getContext('2d', { willReadFrequently: true })
    if (!view || source === undefined) return undefined
    const run = source === 'picture' ? runStill : runLive
    return run({ view, source, live, offered, dispatch, onText: (text) => void link(text) })
  }, [canvas, source, offered, link])

  useEffect(() => {
    if (at === 'linked') closeLive(live)
    if (at === 'refused') live.current?.picture.rest?.()
  }, [at])
  useEffect(() => () => closeLive(live), [])

  return {
    state,
    choose: (chosen) => dispatch({ type: 'choose', source: chosen }),
    offerPicture: (file) => {
      setOffered(file)
      dispatch({ type: 'choose', source: 'picture' })
    },
    again: () => dispatch({ type: 'again' }),
  }
}

/** On the demo the phone looks at its neighbour at once; elsewhere the person chooses. */
function firstState(): ScanState {
  return findNeighbour() ? { at: 'starting', source: 'neighbour' } : { at: 'choosing' }
}

interface OpenPicture {
  readonly source: ScanSource
  readonly picture: LivePicture
}

interface Run {
  readonly view: CanvasRenderingContext2D
  readonly source: ScanSource
  readonly live: RefObject<OpenPicture | undefined>
  readonly offered: Blob | undefined
  readonly dispatch: (event: ScanEvent) => void
  readonly onText: (text: string) => void
}

/** Opens the live picture, or takes up the one that is still open. Returns the end. */
function runLive({ view, source, live, dispatch, onText }: Run): () => void {
  let ended = false
  let endViewfinder: (() => void) | undefined
  const onEnd = (): void => {
    closeLive(live)
    dispatch({ type: 'ended' })
  }
  const start = async (): Promise<void> => {
    let open = live.current
    if (open?.source !== source) {
      closeLive(live)
      open = { source, picture: await openLive(source, onEnd) }
      if (ended) return open.picture.stop()
      live.current = open
    }
    dispatch({ type: 'started' })
    endViewfinder = runViewfinder({ view, picture: open.picture, read: readFrame, onText })
  }
  start().catch((error: unknown) => {
    if (!(error instanceof SourceError)) throw error
    if (!ended) dispatch({ type: 'blocked', fault: error.fault })
  })
  return () => {
    ended = true
    endViewfinder?.()
  }
}

function openLive(source: ScanSource, onEnd: () => void): Promise<LivePicture> {
  if (source === 'screen') return openScreen(onEnd)
  if (source === 'camera') return openCamera(onEnd)
  const neighbour = findNeighbour()
  if (!neighbour) return Promise.reject(new SourceError('missing'))
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  return Promise.resolve(openNeighbour(neighbour, still))
}

/** Reads the picture that was dropped, pasted or chosen. */
function runStill({ view, live, offered, dispatch, onText }: Run): () => void {
  let ended = false
  closeLive(live)
  const start = async (): Promise<void> => {
    const result = offered && (await readPictureFile(offered, view, () => ended))
    if (ended) return
    if (!result || 'fault' in result) dispatch({ type: 'blocked', fault: 'missing' })
    else if (result.found === undefined) dispatch({ type: 'nothingFound' })
    else onText(result.found)
  }
  void start()
  return () => {
    ended = true
  }
}

function closeLive(live: Run['live']): void {
  live.current?.picture.stop()
  live.current = undefined
}
