import type { channels as english } from '../en/channels.ts';
import type { Dictionary } from '../types.ts';

export const channels: Dictionary<typeof english, 'one' | 'few' | 'many' | 'other'> = {
  note: {
    username: 'Адрес: {{name}}',
    'webhook-elsewhere':
      'Установлен вебхук {{host}}. При запуске Okno снимет его, и та программа перестанет получать сообщения.',
    'updates-wait': 'Ждут сообщений: {{count}}. Они придут, как только вы сохраните.',
    'last-delivery-failure': 'Последняя неудачная доставка сети: {{reason}}',
    'privacy-mode':
      'Включён режим приватности: в группах бот видит только команды и ответы себе. Выключить его можно в @BotFather.',
    'token-unknown': 'Сеть не знает такого токена. Скопируйте его ещё раз там, где он был создан.',
    'folders-read': 'Читает папки: {{folders}}',
    'folders-missing': 'Не найдены на сервере: {{folders}}',
    'sent-folder': 'Отправленные письма хранятся в папке: {{folder}}',
    'no-sent-folder': 'Папка для отправленных не найдена, поэтому копии ответов там не сохраняются.',
    'no-push-of-mail': 'Сервер не сообщает о новых письмах; Okno спрашивает каждые полминуты.',
    'sign-in-app-password':
      '{{provider}} принимает пароль приложения (сначала включите двухэтапную проверку) или OAuth 2, но не пароль аккаунта.',
    'sign-in-imap-switch':
      '{{provider}}: разрешите почтовые программы (IMAP) в настройках ящика и создайте пароль для приложений.',
    'sign-in-oauth-only':
      '{{provider}} впускает почтовые программы только через OAuth 2; пароли отклоняются.',
    'daily-limit': '{{provider}} отправляет около {{count}} писем в сутки.',
    'from-is-login': '{{provider}} отклоняет письма, у которых отправитель не совпадает с логином.',
    'large-letters': '{{provider}} принимает письма до {{megabytes}} МБ.',
    'message-id-replaced': '{{provider}} при отправке меняет номера писем; Okno помнит оба.',
    'needs-public-address': 'Эта сеть только присылает сама: сервису нужен внешний адрес https (PUBLIC_URL).',
  },
  connection: {
    reads: '{{name}}: читает и отвечает',
    readsOnly: '{{name}}: читает, отвечать не может',
    off: '{{name}}: отключено {{time}}',
  },
};
