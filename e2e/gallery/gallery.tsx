import { createRoot } from 'react-dom/client'
import type { EngineEvent, LinkView } from '../../web/bridge/contract.ts'
import { withEvents } from '../../web/state/mirror.ts'
import { App } from '../../web/ui/shell/App.tsx'
import { told } from './playedTalk.ts'
import { PaneAlone } from './PaneAlone.tsx'
import { windowOf } from './sceneWindow.ts'
import { nextCode, scenes } from './states.ts'

/** The name of the scene is the page's query, so that the hash stays the window's own. */
const name = decodeURIComponent(location.search.slice(1))
const scene = scenes[name]

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
  const parts = windowOf(scene)
  const { mirror } = parts
  const picture = name === 'you' ? await drawnPicture() : undefined
  const account = scene.state.snapshot?.account
  if (picture !== undefined && account !== undefined) {
    mirror.update((state) =>
      withEvents(state, [{ type: 'account', account: { ...account, picture } }], 0),
    )
  }
  const hear = (link: LinkView) =>
    mirror.update((state) => withEvents(state, [{ type: 'link', link }], 0))
  Object.assign(window, {
    rotate: () => hear(nextCode),
    expire: () => hear({ at: 'expired' }),
    told,
    tell: (events: readonly EngineEvent[]) => mirror.tell(events),
  })
  createRoot(root).render(
    scene.chatId === undefined ? (
      <App {...parts} />
    ) : (
      <PaneAlone parts={parts} chatId={scene.chatId} />
    ),
  )
  for (const what of scene.press ?? []) await press(what)
  while (scene.until !== undefined && document.querySelector(scene.until) === null) await aMoment()
  document.documentElement.dataset['drawn'] = name
}

/** Presses the button, or fills the field, that has this name; waits until it is there. */
async function press(what: string): Promise<void> {
  const [label, text] = what.split('=')
  if (what.startsWith('menu ')) return openMenu(what.slice(5))
  for (;;) {
    const named = [...document.querySelectorAll<HTMLElement>('button, label')].find(
      (one) =>
        label !== undefined &&
        (one.textContent.endsWith(label) || one.getAttribute('aria-label') === label),
    )
    const input = document.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`)
    if (input !== null && text !== undefined) return type(input, text)
    const control = named instanceof HTMLLabelElement ? named.control : named
    const field = document.querySelector<HTMLTextAreaElement>(`textarea[aria-label="${label}"]`)
    if (field !== null && text !== undefined) return write(field, text)
    if (control instanceof HTMLInputElement && text !== undefined) return type(control, text)
    if (control !== undefined && control !== null) return control.click()
    await aMoment()
  }
}

async function aMoment(): Promise<void> {
  await new Promise((later) => setTimeout(later, 20))
}

/** Opens the menu of the message with this text, by the keyboard. */
async function openMenu(text: string): Promise<void> {
  for (;;) {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-message]')]
    const row = rows.find((one) => one.textContent.includes(text))
    if (row !== undefined) {
      row.focus()
      row.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
      return
    }
    await aMoment()
  }
}

function write(field: HTMLTextAreaElement, text: string): void {
  Reflect.set(HTMLTextAreaElement.prototype, 'value', text, field)
  field.setSelectionRange(text.length, text.length)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** React listens to the input event and compares with the value that it set itself. */
function type(field: HTMLInputElement, text: string): void {
  Reflect.set(HTMLInputElement.prototype, 'value', text, field)
  field.dispatchEvent(new Event('input', { bubbles: true }))
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
