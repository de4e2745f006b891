/** Line drawings of these views, on the 20-pixel grid. */
export const drawings = {
  chevron: 'M5 8l5 5 5-5',
  copy: 'M7.5 7.5h8a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-8a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z M4 12.5a1 1 0 0 1-.5-.9v-7a1 1 0 0 1 1-1h7a1 1 0 0 1 .9.5',
  code: 'M3.5 3.5h5v5h-5z M11.5 3.5h5v5h-5z M3.5 11.5h5v5h-5z M11.5 11.5h2v2h-2z M16.5 16.5v-2 M12 16.5h1.5',
} as const
