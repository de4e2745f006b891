// The only globals that pure rooms (wire, formats, signal, engine, state) may use beside ECMAScript:
// every browser context and Node have them, and none of them touches the outside world.

interface TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}
declare var TextEncoder: { new (): TextEncoder }

interface TextDecoder {
  decode(bytes: Uint8Array): string
}
declare var TextDecoder: {
  new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder
}

interface StreamReader<T> {
  read(): Promise<{ done: false; value: T } | { done: true; value?: undefined }>
  cancel(reason?: unknown): Promise<void>
}
interface ReadableStream<T> {
  getReader(): StreamReader<T>
}
interface StreamWriter<T> {
  write(chunk: T): Promise<void>
  close(): Promise<void>
  abort(reason?: unknown): Promise<void>
}
interface WritableStream<T> {
  getWriter(): StreamWriter<T>
}
declare var DecompressionStream: {
  new (
    format: 'deflate' | 'deflate-raw' | 'gzip',
  ): {
    readonly readable: ReadableStream<Uint8Array>
    readonly writable: WritableStream<Uint8Array>
  }
}
