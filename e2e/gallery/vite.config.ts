import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Serves the gallery by itself, outside the product's bundle. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  cacheDir: fileURLToPath(new URL('../../node_modules/.cache/gallery', import.meta.url)),
  plugins: [react()],
  // One script: what the window loads lazily is there at once, and nothing has to be waited for.
  build: { rolldownOptions: { output: { codeSplitting: false } } },
  define: { __BUILD_ORDER__: '0', __APP_VERSION__: '"0.0.0"' },
})
