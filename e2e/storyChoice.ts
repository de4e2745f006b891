/** Whether also those stories are told that show once more what others show, `npm run e2e:all`. */
export const allStories = process.env['MOONLET_STORIES'] === 'all'

/** For stories that `npm test` leaves out: variants of one that it tells. */
export const variant = { tag: '@variant' }
