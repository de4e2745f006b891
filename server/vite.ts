import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin, PreviewServer, ViteDevServer } from 'vite'
import { HttpRefusal, replyRefusal } from './http/reply.ts'
import { answer, answerOwn, urlOf } from './http/site.ts'
import { composeHost, type HostOptions, type SandboxHost } from './sandbox/host.ts'

/** Where the sources of the pages lie, for the dev server. */
const SOURCES: Readonly<Record<string, string>> = {
  '/phone': '/server/phone/page/index.html',
  '/demo': '/server/demo/index.html',
}

/**
 * Mounts the sandbox, its phones and its control API in Vite's dev server, where Vite serves the
 * pages (without the strict policy, which would stop its own scripts), and in its preview server,
 * where the sandbox serves the build with every header.
 */
export function sandbox(options: Partial<HostOptions> = {}): Plugin {
  const started = () => composeHost({ dataDir: '.data', people: 'cast', ...options })
  return {
    name: 'moonlet-sandbox',
    async configureServer(server) {
      const host = await started()
      mount(server, host)
      server.middlewares.use((request, response, next) => {
        void answerOrPass(host, request, response, next)
      })
    },
    async configurePreviewServer(server) {
      const host = await started()
      mount(server, host)
      server.middlewares.use((request, response) => void answer(host.site, request, response))
    },
  }
}

function mount(server: ViteDevServer | PreviewServer, host: SandboxHost): void {
  // Vite has an upgrade listener of its own; what is not for a companion's socket is left to it.
  server.httpServer?.on('upgrade', (request: IncomingMessage, socket, head: Buffer) => {
    host.sockets.upgrade(request, socket, head)
  })
  server.httpServer?.once('close', () => void host.close())
}

async function answerOrPass(
  host: SandboxHost,
  request: IncomingMessage,
  response: ServerResponse,
  pass: (cause?: unknown) => void,
): Promise<void> {
  try {
    const url = urlOf(request)
    if (host.site.isDown() && !url.pathname.startsWith('/sandbox/')) {
      request.socket.destroy()
      return
    }
    if (await answerOwn(host.site, request, response, url)) return
    const source = SOURCES[url.pathname]
    if (source !== undefined) request.url = source
    pass()
  } catch (cause) {
    if (cause instanceof HttpRefusal) replyRefusal(response, cause)
    else pass(cause)
  }
}
