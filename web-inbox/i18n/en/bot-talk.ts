/** The bot's words beside a conversation. */
export const botTalk = {
  botTalk: {
    nav: 'Bot',
    go: 'Go to the bot',
    takeOver: 'The bot is talking. Take over from it',
    handBack: 'The bot is silent. Hand back to it',
  },
} as const;
