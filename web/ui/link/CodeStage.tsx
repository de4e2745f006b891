import { type CSSProperties, type ReactNode, Suspense, use, useEffect, useMemo } from 'react'
import { endsAtMs } from '../../state/selectors.ts'
import { Button } from '../parts/Button.tsx'
import { Countdown } from '../parts/Countdown.tsx'
import { ErrorBoundary } from '../parts/ErrorBoundary.tsx'
import { useWindow } from '../parts/window.ts'
import { words } from '../words/words.ts'
import css from './CodeStage.module.css'
import { Ghost } from './Ghost.tsx'
import { fetchLaterStages, laterStages } from './lazyStages.ts'
import { edgePx, Orbit } from './Orbit.tsx'
import { QrCode } from './QrCode.tsx'
import { type QrSize, qrSize, qrVersion } from './qrSize.ts'
import type { Stage } from './stage.ts'
import { useDevicePixelRatio, usePageWidth } from './usePageMetrics.ts'

/** The card's side where there is room. */
const cardPx = 380
/** Paper around the drawing, so that the card's round corners do not cut into the quiet zone. */
const paperPx = 6
/** How far the orbit reaches beyond the card: where there is room, on a phone, and at the least. */
const reach = { most: 18, usual: 12, least: 0 }

interface CodeStageProps {
  readonly stage: Stage
  readonly linkAtMs: number
}

/** The square that holds the code, with its orbit and the line under it; never changes its size. */
export function CodeStage({ stage, linkAtMs }: CodeStageProps) {
  if (stage.kind === 'code') return <LiveCode view={stage.view} linkAtMs={linkAtMs} />
  if (stage.kind === 'preparing') {
    return (
      <Frame caption={<span className={css.patient}>{words.link.preparing[stage.phase]}</span>}>
        <Ghost breathing />
      </Frame>
    )
  }
  return (
    <Frame complete={stage.kind === 'confirming'}>
      <ErrorBoundary fallback={<PartMissing />}>
        <Suspense fallback={<Ghost breathing />}>
          <LaterStage stage={stage} />
        </Suspense>
      </ErrorBoundary>
    </Frame>
  )
}

type LaterStageProps = {
  readonly stage: Extract<Stage, { kind: 'expired' | 'confirming' | 'problem' }>
}

function LaterStage({ stage }: LaterStageProps) {
  const { Confirming, Expired, Problem } = use(laterStages())
  switch (stage.kind) {
    case 'expired':
      return <Expired />
    case 'confirming':
      return <Confirming signingIn={stage.signingIn} />
    case 'problem':
      return <Problem place={stage.place} error={stage.error} nextTryAtMs={stage.nextTryAtMs} />
  }
}

/** A part of the program could not be fetched: the network is gone, or a newer version is served. */
export function PartMissing() {
  const { reload } = useWindow()
  return (
    <div className={css.missing} role="alert">
      <p>{words.partMissing}</p>
      <Button onPress={reload}>{words.actions.reload}</Button>
    </div>
  )
}

type LiveCodeProps = Omit<CodeStageProps, 'stage'> & Pick<Extract<Stage, { kind: 'code' }>, 'view'>

function LiveCode({ view, linkAtMs }: LiveCodeProps) {
  const { qr, number, of, remainingMs, lifeMs, rate } = view
  const size = useQrSize(qr)
  useEffect(() => afterNextFrame(fetchLaterStages), [])
  const endMs = endsAtMs(remainingMs, rate, linkAtMs)
  const life = { lifeMs: endsAtMs(lifeMs, rate, 0), endsAtMs: endMs }
  const until = number < of ? words.link.untilNext : words.link.untilEnd
  return (
    <Frame
      paper
      size={size}
      life={life}
      caption={
        <>
          <span>{words.link.position(number, of)}</span>
          <Countdown endsAtMs={endMs} format={until} />
        </>
      }
    >
      <QrCode text={qr} size={size} label={words.link.qrLabel(number, of, life.lifeMs)} />
    </Frame>
  )
}

/** Runs a task once the next frame is on the screen. Returns the function that calls it off. */
function afterNextFrame(task: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(task)
  })
  return () => cancelAnimationFrame(frame)
}

interface FrameProps {
  readonly children: ReactNode
  readonly caption?: ReactNode
  /** White in either scheme, for the code. */
  readonly paper?: boolean
  readonly size?: QrSize
  readonly life?: { readonly lifeMs: number; readonly endsAtMs: number }
  /** The way around is done: the whole line is lit. */
  readonly complete?: boolean
}

function Frame({ children, caption, paper = false, size, life, complete = false }: FrameProps) {
  const width = usePageWidth()
  const drawnPx = Math.ceil((size?.cssPx ?? 0) + 2 * paperPx)
  const sidePx = Math.max(Math.min(cardPx, width - 2 * reach.usual), drawnPx)
  const reachPx = Math.min(reach.most, Math.max(reach.least, Math.floor((width - sidePx) / 2)))
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--card': `${sidePx}px`,
    '--reach': `${reachPx}px`,
  }
  return (
    <div className={css.frame} style={style}>
      <div className={complete ? css.complete : css.square}>
        {life !== undefined && reachPx >= edgePx && (
          <Orbit aroundPx={sidePx} reachPx={reachPx} {...life} key={life.endsAtMs} />
        )}
        <div className={paper ? css.paper : css.card}>{children}</div>
      </div>
      <div className={css.caption}>{caption}</div>
    </div>
  )
}

function useQrSize(text: string): QrSize {
  const ratio = useDevicePixelRatio()
  const width = usePageWidth()
  return useMemo(
    () =>
      qrSize(
        qrVersion(text),
        ratio,
        Math.min(cardPx, width - 2 * reach.usual) - 2 * paperPx,
        width - 2 * reach.least - 2 * paperPx,
      ),
    [text, ratio, width],
  )
}
