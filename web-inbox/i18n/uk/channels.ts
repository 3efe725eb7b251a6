import type { channels as english } from '../en/channels.ts';
import type { Dictionary } from '../types.ts';

export const channels: Dictionary<typeof english, 'one' | 'few' | 'many' | 'other'> = {
  note: {
    username: 'Адреса: {{name}}',
    'webhook-elsewhere':
      'Встановлено вебхук {{host}}. Під час запуску Okno зніме його, і та програма перестане отримувати повідомлення.',
    'updates-wait': 'Чекають повідомлень: {{count}}. Вони надійдуть, щойно ви збережете.',
    'last-delivery-failure': 'Остання невдала доставка мережі: {{reason}}',
    'privacy-mode':
      'Увімкнено режим приватності: у групах бот бачить лише команди та відповіді собі. Вимкнути його можна в @BotFather.',
    'token-unknown': 'Мережа не знає такого токена. Скопіюйте його ще раз там, де його створено.',
    'folders-read': 'Читає теки: {{folders}}',
    'folders-missing': 'Не знайдено на сервері: {{folders}}',
    'sent-folder': 'Надіслані листи зберігаються в теці: {{folder}}',
    'no-sent-folder': 'Теку для надісланих не знайдено, тому копії відповідей там не зберігаються.',
    'no-push-of-mail': 'Сервер не повідомляє про нові листи; Okno запитує кожні пів хвилини.',
    'sign-in-app-password':
      '{{provider}} приймає пароль застосунку (спершу ввімкніть двоетапну перевірку) або OAuth 2, але не пароль облікового запису.',
    'sign-in-imap-switch':
      '{{provider}}: дозвольте поштові програми (IMAP) у налаштуваннях скриньки й створіть пароль для застосунків.',
    'sign-in-oauth-only': '{{provider}} впускає поштові програми лише через OAuth 2; паролі відхиляються.',
    'daily-limit': '{{provider}} надсилає близько {{count}} листів на добу.',
    'from-is-login': '{{provider}} відхиляє листи, у яких відправник не збігається з логіном.',
    'large-letters': '{{provider}} приймає листи до {{megabytes}} МБ.',
    'message-id-replaced': '{{provider}} під час надсилання змінює номери листів; Okno пам’ятає обидва.',
    'needs-public-address':
      'Ця мережа лише надсилає сама: сервісу потрібна зовнішня адреса https (PUBLIC_URL).',
  },
  connection: {
    reads: '{{name}}: читає та відповідає',
    readsOnly: '{{name}}: читає, відповідати не може',
    off: '{{name}}: відключено {{time}}',
  },
};
