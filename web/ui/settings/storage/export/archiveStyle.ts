/** The style of an archive: quiet, legible, light and dark, of any width, and on paper. */
export const archiveStyle = `
:root { color-scheme: light dark; --ground: #f6f6fb; --paper: #fff; --line: #d9dbea; --ink: #1a1b2b; --muted: #5a5c74; --mine: #e5e8ff; }
@media (prefers-color-scheme: dark) { :root { --ground: #0e0f1d; --paper: #1e2036; --line: #3a3d5c; --ink: #eceefb; --muted: #a6a9c3; --mine: #2b3172; } }
* { box-sizing: border-box; margin: 0; padding: 0; }
body { background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
.top, main, .end { max-inline-size: 760px; margin-inline: auto; padding: 16px; }
h1 { font-size: 24px; line-height: 1.2; }
.top p, .end p, .note, .facts, .line, h2 { color: var(--muted); font-size: 13px; }
section { content-visibility: auto; contain-intrinsic-size: auto 1200px; }
h2 { font-weight: 550; text-align: center; padding-block: 16px 8px; }
.line { text-align: center; padding: 4px 16px; }
.message { inline-size: fit-content; max-inline-size: min(88%, 560px); margin-block: 6px; padding: 8px 12px; border: 1px solid var(--line); border-radius: 12px; background: var(--paper); }
.mine { margin-inline-start: auto; background: var(--mine); border-color: transparent; }
h3 { font-size: 13px; font-weight: 650; }
.text { white-space: pre-wrap; }
.gone { color: var(--muted); font-style: italic; }
.facts { text-align: end; font-variant-numeric: tabular-nums; }
blockquote, .card { border: 1px solid var(--line); border-inline-start-width: 3px; border-radius: 8px; padding: 6px 10px; margin-block: 4px; font-size: 14px; }
blockquote p:first-child { font-weight: 550; }
blockquote p { white-space: pre-wrap; }
.reactions { display: flex; flex-wrap: wrap; gap: 4px 8px; list-style: none; font-size: 13px; margin-block-start: 4px; }
.end { border-block-start: 1px solid var(--line); }
@media print { section { content-visibility: visible; } .message { break-inside: avoid; } }
`
