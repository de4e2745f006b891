import { createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { prerender } from 'react-dom/static'
import { describe, expect, it } from 'vitest'
import type { Scene } from '../../../e2e/gallery/scene.ts'
import { windowOf } from '../../../e2e/gallery/sceneWindow.ts'
import { scenes } from '../../../e2e/gallery/states.ts'
import { AccountPage } from '../account/AccountPage.tsx'
import { WindowContext } from '../parts/window.ts'
import { en as words } from '../words/en.ts'
import { App } from './App.tsx'
import { Home } from './Home.tsx'

/** Draws the whole window and waits for the parts that are loaded apart. */
async function draw(scene: Scene): Promise<string> {
  // Large parts would be sent behind their placeholders, which would be in the markup as well.
  const whole = { progressiveChunkSize: Number.POSITIVE_INFINITY }
  const { prelude } = await prerender(createElement(App, windowOf(scene)), whole)
  return (await new Response(prelude).text()).replaceAll(/<!--.*?-->/g, '')
}

function drawInside(scene: Scene, view: ReactNode): string {
  return renderToStaticMarkup(createElement(WindowContext, { value: windowOf(scene) }, view))
}

function scene(name: string): Scene {
  const found = scenes[name]
  if (found === undefined) throw new Error(`no scene ${name}`)
  return found
}

/** What a reader finds in the markup, without tags. */
const textOf = (markup: string) =>
  markup
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&#x27;', "'")

describe('every scene', () => {
  it.each(Object.keys(scenes))(
    '%s has one main heading, one main part and no blank page',
    async (name) => {
      const markup = await draw(scene(name))
      expect(markup.match(/<main/g)).toHaveLength(1)
      expect(markup.match(/<h1/g)).toHaveLength(1)
      expect(textOf(markup)).toContain(words.product)
    },
  )

  it.each(Object.entries(scenes))('%s tells its error', async (_name, { state }) => {
    const { link, connection } = state.snapshot ?? {}
    const error =
      state.engine.at === 'lost'
        ? state.engine.error
        : link?.at === 'refused' || link?.at === 'ended'
          ? link.error
          : connection?.at === 'waiting' || connection?.at === 'stopped'
            ? connection.error
            : undefined
    if (error !== undefined)
      expect(textOf(await draw({ state }))).toContain(words.problem(error).title)
  })

  it.each(Object.entries(scenes))('%s names its service', async (_name, { state }) => {
    const service = state.snapshot?.service
    if (service === undefined) return
    const name = service.name === 'sandbox' ? words.service.sandbox : service.name
    expect(textOf(await draw({ state }))).toContain(name)
  })
})

describe('the code', () => {
  it('is labelled with what it is and how long it lives, and its text is nowhere', async () => {
    const code = scene('code')
    const markup = await draw(code)
    const link = code.state.snapshot?.link
    if (link?.at !== 'showingQr') throw new Error('not this scene')
    expect(markup).toContain('QR code for linking, 2 of 6. It is valid for 20 seconds')
    expect(markup).toMatch(/<canvas[^>]*role="img"/)
    expect(markup).not.toContain('kkkk')
    expect(markup).not.toContain('wa.me')
  })

  it('is not drawn once it is used up, answered or cut off', async () => {
    for (const name of ['expired', 'confirming', 'unreachable', 'engine-lost', 'retired']) {
      expect(await draw(scene(name))).not.toContain('<canvas')
    }
  })
})

describe('a locked window', () => {
  it('shows nothing of an account, even where one is still in its state', async () => {
    for (const name of Object.keys(scenes).filter((one) => one.startsWith('locked'))) {
      const { state, ...rest } = scene(name)
      const { snapshot } = scene('you').state
      if (state.snapshot === undefined || snapshot?.account === undefined) throw new Error(name)
      const leftover = { ...state.snapshot, account: snapshot.account, link: snapshot.link }
      const markup = await draw({ ...rest, others: [], state: { ...state, snapshot: leftover } })
      expect(markup).toContain(words.lock.title)
      for (const trace of ['Ada', '555', '@lid', 'Chrome (Linux)', 'Settings']) {
        expect(markup).not.toContain(trace)
      }
    }
  })

  it('names no other locked account in its menu', async () => {
    const { state } = scene('locked')
    const markup = await draw({ ...scene('you'), others: [state, state] })
    expect(textOf(markup)).not.toContain('undefined')
    expect(textOf(await draw({ state, others: [state] }))).toContain(
      words.accounts.button(words.accounts.numbered(words.accounts.locked, 1)),
    )
  })
})

describe('after the link', () => {
  it('shows who is linked, with number and private ID isolated from the text direction', () => {
    const markup = drawInside(scene('you'), createElement(AccountPage))
    expect(markup).toContain('<bdi dir="ltr">+1 555 012 3456</bdi>')
    expect(markup).toMatch(/<bdi dir="ltr"[^>]*>100200300400500@lid<\/bdi>/)
    for (const word of ['Ada Example', 'Chrome (Linux)', 'Android phone', '14 March 2026']) {
      expect(textOf(markup)).toContain(word)
    }
  })

  it('leaves out what the account does not have', () => {
    const markup = drawInside(scene('you-bare'), createElement(AccountPage))
    const names = [...markup.matchAll(/<dt[^>]*>([^<]+)/g)].map((found) => found[1])
    const { number, device, deviceNumber, since, stays, connection } = words.account
    expect(names).toEqual([number, device, deviceNumber, since, stays, connection])
    expect(textOf(markup)).toContain(words.account.nameless)
    expect(textOf(markup)).toContain(words.account.staysNo)
  })

  it('begins with the chats', () => {
    const markup = drawInside(scene('you'), createElement(Home, { greet: true }))
    expect(textOf(markup)).toContain(words.chats.title)
  })
})
