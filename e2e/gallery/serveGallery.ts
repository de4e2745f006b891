import { fileURLToPath } from 'node:url'
import { build, preview } from 'vite'

export interface GalleryServer {
  /** Ends with a slash; the name of a scene follows as query. */
  readonly address: string
  close(): Promise<void>
}

const configFile = fileURLToPath(new URL('vite.config.ts', import.meta.url))
const outDir = fileURLToPath(new URL('../../dist/gallery', import.meta.url))

/** Builds the gallery: a scene then comes in a few requests instead of hundreds. */
export async function buildGallery(): Promise<void> {
  await build({ configFile, logLevel: 'error', build: { outDir, emptyOutDir: true } })
}

/** Serves what `buildGallery` built last. */
export async function serveGallery(): Promise<GalleryServer> {
  const server = await preview({
    configFile,
    logLevel: 'error',
    build: { outDir },
    preview: { port: 0 },
  })
  const address = server.resolvedUrls?.local[0]
  if (address === undefined) throw new Error('the gallery has no address')
  return { address, close: () => server.close() }
}
