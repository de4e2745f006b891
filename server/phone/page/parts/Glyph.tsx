const PATHS = {
  close: 'M6 6l12 12M18 6L6 18',
  scan: 'M4 9V6a2 2 0 0 1 2-2h3M15 4h3a2 2 0 0 1 2 2v3M20 15v3a2 2 0 0 1-2 2h-3M9 20H6a2 2 0 0 1-2-2v-3M8 12h8',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z',
  pencil: 'M5 19l1-4L15.5 5.5a1.8 1.8 0 0 1 2.5 0l.5.5a1.8 1.8 0 0 1 0 2.5L9 18z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  stop: 'M12 7.5v5.5M12 16.5v.1',
  neighbour: 'M3 6h7v13H3zM14 4h7v16h-7zM16.5 8h2v2h-2z',
  screen: 'M3 5h18v11H3zM9 20h6M12 16v4',
  camera: 'M4 8h3.5L9 6h6l1.5 2H20v11H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z',
  picture: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.5v.1',
  erase: 'M9 6h11v12H9l-6-6zM12 9.5l5 5M17 9.5l-5 5',
  keys: 'M4 6h16v12H4zM8 10v.1M12 10v.1M16 10v.1M8 14h8',
  back: 'M15 5l-7 7 7 7',
  chat: 'M4 5h16v11H10l-5 4v-4H4z',
  send: 'M5 12h13M12 5l7 7-7 7',
  warn: 'M12 4l9 16H3zM12 10v4.5M12 17.2v.1',
} as const

export type GlyphName = keyof typeof PATHS

/** A line drawing on a 24-unit grid, in the colour of its text. Decoration: it carries no name. */
export function Glyph({ name, size = 24 }: { readonly name: GlyphName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
