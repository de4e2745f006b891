/** Line drawings of what can be done with messages, on the 20-pixel grid. */
export const replyDrawing = 'M9 5l-5 5 5 5 M4 10h7a5 5 0 0 1 5 5'
export const forwardDrawing = 'M11 5l5 5-5 5 M16 10h-7a5 5 0 0 0-5 5'
export const copyDrawing = 'M7.5 7.5h8v9h-8z M12.5 7.5v-4h-8v9h3'
export const starDrawing = 'M10 3.6l2 4.2 4.5.6-3.3 3.2.8 4.6-4-2.2-4 2.2.8-4.6-3.3-3.2 4.5-.6z'
export const editDrawing = 'M4 16l.8-3.6 8.4-8.4 2.8 2.8-8.4 8.4z M11.5 5.7l2.8 2.8'
export const infoDrawing = 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M10 9.3v4.2 M10 6.6v.1'
export const chooseDrawing = 'M4 5.5l1.3 1.3 2.2-2.6 M4 12.5l1.3 1.3 2.2-2.6 M10.5 6h6 M10.5 13h6'
export const deleteDrawing =
  'M4 6h12 M8 6v-2.2h4v2.2 M5.5 6l.8 10.5h7.4l.8-10.5 M8.6 9v4.5 M11.4 9v4.5'
export const againDrawing = 'M15.5 8a6 6 0 1 0 .3 3.4 M15.8 4.2v3.9h-3.9'
export const emojiDrawing =
  'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M7.2 11.6a3.4 3.4 0 0 0 5.6 0 M7.7 8.2v.1 M12.3 8.2v.1'
