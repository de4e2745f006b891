/** Words of the question before logging out. */
export const logOut = {
  logOut: {
    title: 'Log out of this browser?',
    does: [
      'The service removes this browser from Linked devices on your phone.',
      'Everything this account stored here is erased: keys, messages, pictures.',
    ],
    safe: 'Your phone and its chats stay as they are, and so do other accounts in this browser. If the service cannot be reached, everything here is erased all the same.',
    confirm: 'Log out',
    busy: 'Logging out',
    cancel: 'Stay linked',
  },
}
