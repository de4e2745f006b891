/** Words of the shortcut sheet, loaded with it. */
export const shortcuts = {
  shortcuts: {
    title: 'Keyboard',
    close: 'Close',
    or: 'or',
    groups: { chats: 'Chats', conversation: 'In a conversation', everywhere: 'Everywhere' },
    acts: {
      next: 'Next chat',
      previous: 'Previous chat',
      filter: 'Find a chat',
      newChat: 'New chat',
      info: 'About the open chat',
      leave: 'Close the panel, or leave the chat',
      sheet: 'This list',
      lock: 'Lock now, where there is an app lock',
      send: 'Send',
      line: 'New line',
      editLast: 'Edit your last message, in an empty field',
      toMessages: 'From message to message',
      menu: 'Menu of a message: reply, react, forward and more',
      write: 'Back to writing',
    },
    keys: {
      Alt: 'Alt',
      Ctrl: 'Ctrl',
      Shift: 'Shift',
      ArrowDown: '↓',
      ArrowUp: '↑',
      Enter: 'Enter',
      Escape: 'Esc',
    } as Readonly<Record<string, string>>,
  },
}
