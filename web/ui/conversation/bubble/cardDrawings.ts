import type { CardKind } from '../../../bridge/chatViews.ts'

const picture =
  'M4 4h12a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-12a1 1 0 0 1-1-1v-10a1 1 0 0 1 1-1z M3.5 14l4-4 3.5 3.5 2-2 3.5 3.5 M13 7.8v.1'
const film = 'M3.5 5.5h9v9h-9z M12.5 8.8l4-2.3v7l-4-2.3'
const sound = 'M4 8v4 M7 6v8 M10 4v12 M13 6.5v7 M16 8.5v3'
const page = 'M6 3h5l4 4v10h-9z M11 3v4h4 M8 11h4 M8 13.5h4'
const place =
  'M10 17s5-4.6 5-8.6a5 5 0 0 0-10 0c0 4 5 8.6 5 8.6z M10 10a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2z'
const person =
  'M10 10.2a3.1 3.1 0 1 0 0-6.2 3.1 3.1 0 0 0 0 6.2z M4 16.5c.7-2.7 3-4 6-4s5.3 1.3 6 4'
const bars = 'M4 5.5h8 M4 10h12 M4 14.5h5'
const bag = 'M4.5 7h11l-.8 9.5h-9.4z M7.2 7a2.8 2.8 0 0 1 5.6 0'

/** A line drawing for each kind of card, on the 20-pixel grid. */
export const cardDrawings: Readonly<Record<CardKind, string>> = {
  image: picture,
  album: picture,
  sticker: 'M10 17a7 7 0 1 1 7-7l-5 .5a2 2 0 0 0-1.5 1.5z M7.5 8.5v.1 M12 8.5v.1',
  video: film,
  gif: film,
  'video-note': film,
  audio: sound,
  voice:
    'M10 12a2.4 2.4 0 0 0 2.4-2.4v-4a2.4 2.4 0 0 0-4.8 0v4a2.4 2.4 0 0 0 2.4 2.4z M5.2 9.8a4.8 4.8 0 0 0 9.6 0 M10 14.6v2.4',
  document: page,
  'view-once': 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M9 8l1.3-.9v6',
  location: place,
  'live-location': place,
  contact: person,
  contacts: person,
  poll: bars,
  'poll-vote': bars,
  list: bars,
  buttons: bars,
  event: 'M4 5h12v11.5h-12z M4 8.5h12 M7.2 3.2v3 M12.8 3.2v3',
  call: 'M5.5 3.5l2 .2 1 3-1.4 1.3a9 9 0 0 0 4.4 4.4l1.3-1.4 3 1 .2 2c0 1-.8 1.8-1.8 1.7-5.6-.4-10-4.8-10.4-10.4 0-1 .7-1.8 1.7-1.8z',
  'group-invite':
    'M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4z M2.8 15.5c.5-2.4 2.3-3.6 4.7-3.6s4.2 1.2 4.7 3.6 M15 7v5 M12.5 9.5h5',
  product: bag,
  order: bag,
  payment: 'M3 6h14v8.5h-14z M3 9h14 M5.5 12h3',
  pin: 'M8 3.5h4l-.4 5 2.4 2.3h-8l2.4-2.3z M10 10.8v5.7',
  newsletter: 'M4 8.2v3.6l8.5 3.7v-11z M15 8v4 M6.2 12.5v3h2',
  status: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M10 12.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2z',
  unknown:
    'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M7.9 8.2a2.1 2.1 0 1 1 3 1.9c-.6.3-.9.7-.9 1.4 M10 13.8v.1',
}
