import { useNativeCrypto } from './native.ts'

declare global {
  interface ImportMetaEnv {
    readonly MOONLET_NATIVE_CRYPTO?: string
  }
  interface ImportMeta {
    readonly env: ImportMetaEnv
  }
}

// Each test project names its mode. A native mode that silently ran on noble would prove nothing.
const mode = import.meta.env.MOONLET_NATIVE_CRYPTO
if (mode !== '0' && mode !== '1') throw new Error('MOONLET_NATIVE_CRYPTO is neither 0 nor 1')
const native = await useNativeCrypto(mode === '1')
if (native !== (mode === '1')) throw new Error('WebCrypto failed the self-test on this platform')
