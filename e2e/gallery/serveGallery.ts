import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build, preview } from 'vite'

export interface GalleryServer {
  /** Ends with a slash; the name of a scene follows as query. */
  readonly address: string
  close(): Promise<void>
}

/** Builds the gallery and serves it: a scene then comes in a few requests instead of hundreds. */
export async function serveGallery(): Promise<GalleryServer> {
  const configFile = fileURLToPath(new URL('vite.config.ts', import.meta.url))
  const outDir = fileURLToPath(
    new URL(`../../node_modules/.cache/gallery-${process.pid}`, import.meta.url),
  )
  await build({ configFile, logLevel: 'error', build: { outDir, emptyOutDir: true } })
  const server = await preview({
    configFile,
    logLevel: 'error',
    build: { outDir },
    preview: { port: 0 },
  })
  const address = server.resolvedUrls?.local[0]
  if (address === undefined) throw new Error('the gallery has no address')
  return {
    address,
    async close() {
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}
