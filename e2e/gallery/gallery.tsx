import { createRoot } from 'react-dom/client'
import type { LinkView } from '../../web/bridge/contract.ts'
import { createMirror, withEvents } from '../../web/state/mirror.ts'
import { App } from '../../web/ui/shell/App.tsx'
import { idleActions } from './idleActions.ts'
import { nextCode, scenes } from './states.ts'

/** The name of the scene is the page's query, so that the hash stays the window's own. */
const name = decodeURIComponent(location.search.slice(1))
const scene = scenes[name]

const nothing = () => {}

/** Time stands still in a picture. */
const clock = { now: () => 0, after: () => nothing }

/** A drawn picture in JPEG, made here, because the gallery carries no image files. */
async function drawnPicture(): Promise<Uint8Array> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 192
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('no canvas')
  const sky = pen.createLinearGradient(0, 0, 0, 192)
  sky.addColorStop(0, '#f3b58d')
  sky.addColorStop(1, '#7d6fc4')
  pen.fillStyle = sky
  pen.fillRect(0, 0, 192, 192)
  pen.fillStyle = '#fff3dd'
  pen.arc(124, 70, 30, 0, 7)
  pen.fill()
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg'))
  return new Uint8Array((await blob?.arrayBuffer()) ?? [])
}

async function draw(): Promise<void> {
  const root = document.getElementById('root')
  if (root === null) throw new Error('no root')
  if (scene === undefined) {
    root.replaceChildren(...Object.keys(scenes).map(linkTo))
    return
  }
  if (scene.hash !== undefined) history.replaceState(null, '', scene.hash)
  const mirror = createMirror(clock)
  const picture = name === 'you' ? await drawnPicture() : undefined
  const account = scene.state.snapshot?.account
  mirror.update(() => scene.state)
  if (picture !== undefined && account !== undefined) {
    mirror.update((state) =>
      withEvents(state, [{ type: 'account', account: { ...account, picture } }], 0),
    )
  }
  const hear = (link: LinkView) =>
    mirror.update((state) => withEvents(state, [{ type: 'link', link }], 0))
  Object.assign(window, { rotate: () => hear(nextCode), expire: () => hear({ at: 'expired' }) })
  createRoot(root).render(<App mirror={mirror} actions={idleActions} clock={clock} reload={nothing} />)
}

function linkTo(scene: string): HTMLElement {
  const link = document.createElement('a')
  link.href = `?${scene}`
  link.textContent = scene
  const line = document.createElement('p')
  line.append(link)
  return line
}

void draw()
