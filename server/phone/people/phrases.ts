/** What people say when nobody tells them what to say. */
export const GREETINGS = [
  'Hi! I see you are on the new computer now.',
  'Hello from the sandbox 👋',
  'There you are! Write me something, I answer.',
]

export const ANSWERS = [
  'Sounds good to me.',
  'Let me think about it.',
  'Ha, I was about to write the same!',
  'Can you send me the details?',
  'Sure, see you there.',
  'I am on the tram, more later.',
  'Really? Tell me more.',
  'Agreed. And how is the weather at your place?',
  'Thanks, that helps a lot.',
  'I will bring the cake 🍰',
  'No idea, ask Noor.',
  'Perfect *timing*, as always.',
]

export const QUESTIONS = [
  'Yes, I think so.',
  'Hard to say. Tomorrow?',
  'Not before Friday.',
  'Why not!',
]

export const REACTIONS = ['👍', '❤️', '😂', '😮', '🙏']
