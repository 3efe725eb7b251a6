import type { Language } from '../i18n/i18n.ts';

interface FormWords {
  /** By the last part of a setting's name. */
  fields: Readonly<Record<string, string>>;
  /** By the first part of a dotted name: a heading. */
  groups: Readonly<Record<string, string>>;
  choices: Readonly<Record<string, string>>;
  /** Where a newcomer finds what the form asks for, by channel. */
  help: Readonly<Record<string, string>>;
  /** One line about the channel. */
  about: Readonly<Record<string, string>>;
}

/** Words of the account forms: what each network calls its own things. */
export const formWords: Readonly<Record<Language, FormWords>> = {
  en: {
    fields: {
      token: 'Token',
      mode: 'How messages arrive',
      groups: 'Also take messages from groups',
      secret: 'Webhook secret',
      apiRoot: 'API address',
      address: 'Email address',
      name: 'Sender name',
      host: 'Server',
      port: 'Port',
      secure: 'Encrypted from the start (TLS)',
      user: 'User',
      pass: 'Password',
      plain: 'Allow an unencrypted connection',
      signature: 'Signature',
      since: 'Days of earlier mail to take in',
      folders: 'Folders, separated by commas',
      aliases: 'Other addresses of ours, separated by commas',
      plusAddressing: 'The server delivers name+anything@',
      border: 'Line “reply above” on answers',
      sentCopy: 'Copy answers to the Sent folder',
      groupId: 'Community number',
      confirmation: 'Confirmation code',
      clientId: 'Client ID',
      clientSecret: 'Client secret',
      refreshToken: 'Refresh token',
      accessUrl: 'Token endpoint',
    },
    groups: { imap: 'Incoming mail (IMAP)', smtp: 'Outgoing mail (SMTP)', oauth2: 'Sign-in by OAuth 2' },
    choices: {
      polling: 'Okno asks (no public address needed)',
      webhook: 'The network calls (needs a public address)',
      longpoll: 'Okno asks (no public address needed)',
      callback: 'The network calls (needs a public address)',
    },
    help: {
      telegram:
        'Open @BotFather in Telegram, send /newbot, choose a name, and paste the token it answers with.',
      email:
        'Use the address and password of the mailbox. Gmail, Yandex and Mail.ru want an app password: make one in the security settings of the mailbox.',
      vk: 'Community → Manage → API usage: make a key with access to messages, and turn messages on.',
      viber: 'Viber Admin Panel → your bot → Edit info: copy the token. Okno needs a public address.',
    },
    about: {
      telegram: 'A bot people write to',
      email: 'Any mailbox with IMAP',
      vk: 'Messages of a community',
      viber: 'A Viber bot',
    },
  },
  ru: {
    fields: {
      token: 'Токен',
      mode: 'Как приходят сообщения',
      groups: 'Принимать сообщения из групп',
      secret: 'Секрет вебхука',
      apiRoot: 'Адрес API',
      address: 'Адрес почты',
      name: 'Имя отправителя',
      host: 'Сервер',
      port: 'Порт',
      secure: 'Шифрование с начала соединения (TLS)',
      user: 'Пользователь',
      pass: 'Пароль',
      plain: 'Разрешить соединение без шифрования',
      signature: 'Подпись',
      since: 'За сколько дней забрать прежние письма',
      folders: 'Папки через запятую',
      aliases: 'Другие наши адреса через запятую',
      plusAddressing: 'Сервер доставляет на name+что-угодно@',
      border: 'Строка «ответ выше» в письмах',
      sentCopy: 'Копировать ответы в «Отправленные»',
      groupId: 'Номер сообщества',
      confirmation: 'Код подтверждения',
      clientId: 'Идентификатор клиента',
      clientSecret: 'Секрет клиента',
      refreshToken: 'Токен обновления',
      accessUrl: 'Адрес выдачи токенов',
    },
    groups: { imap: 'Входящая почта (IMAP)', smtp: 'Исходящая почта (SMTP)', oauth2: 'Вход по OAuth 2' },
    choices: {
      polling: 'Okno спрашивает само (внешний адрес не нужен)',
      webhook: 'Сеть присылает сама (нужен внешний адрес)',
      longpoll: 'Okno спрашивает само (внешний адрес не нужен)',
      callback: 'Сеть присылает сама (нужен внешний адрес)',
    },
    help: {
      telegram: 'Откройте @BotFather в Telegram, отправьте /newbot, выберите имя и вставьте токен из ответа.',
      email:
        'Нужны адрес и пароль ящика. Gmail, Яндекс и Mail.ru требуют пароль приложения: создайте его в настройках безопасности ящика.',
      vk: 'Сообщество → Управление → Работа с API: создайте ключ с доступом к сообщениям и включите сообщения.',
      viber: 'Viber Admin Panel → ваш бот → Edit info: скопируйте токен. Okno нужен внешний адрес.',
    },
    about: {
      telegram: 'Бот, которому пишут люди',
      email: 'Любой ящик с IMAP',
      vk: 'Сообщения сообщества',
      viber: 'Бот Viber',
    },
  },
  uk: {
    fields: {
      token: 'Токен',
      mode: 'Як надходять повідомлення',
      groups: 'Приймати повідомлення з груп',
      secret: 'Секрет вебхука',
      apiRoot: 'Адреса API',
      address: 'Адреса пошти',
      name: 'Ім’я відправника',
      host: 'Сервер',
      port: 'Порт',
      secure: 'Шифрування від початку з’єднання (TLS)',
      user: 'Користувач',
      pass: 'Пароль',
      plain: 'Дозволити з’єднання без шифрування',
      signature: 'Підпис',
      since: 'За скільки днів забрати попередні листи',
      folders: 'Теки через кому',
      aliases: 'Інші наші адреси через кому',
      plusAddressing: 'Сервер доставляє на name+будь-що@',
      border: 'Рядок «відповідь вище» у листах',
      sentCopy: 'Копіювати відповіді до «Надісланих»',
      groupId: 'Номер спільноти',
      confirmation: 'Код підтвердження',
      clientId: 'Ідентифікатор клієнта',
      clientSecret: 'Секрет клієнта',
      refreshToken: 'Токен оновлення',
      accessUrl: 'Адреса видачі токенів',
    },
    groups: { imap: 'Вхідна пошта (IMAP)', smtp: 'Вихідна пошта (SMTP)', oauth2: 'Вхід через OAuth 2' },
    choices: {
      polling: 'Okno запитує саме (зовнішня адреса не потрібна)',
      webhook: 'Мережа надсилає сама (потрібна зовнішня адреса)',
      longpoll: 'Okno запитує саме (зовнішня адреса не потрібна)',
      callback: 'Мережа надсилає сама (потрібна зовнішня адреса)',
    },
    help: {
      telegram:
        'Відкрийте @BotFather у Telegram, надішліть /newbot, виберіть ім’я та вставте токен із відповіді.',
      email:
        'Потрібні адреса й пароль скриньки. Gmail та інші вимагають пароль застосунку: створіть його в налаштуваннях безпеки скриньки.',
      vk: 'Спільнота → Керування → Робота з API: створіть ключ із доступом до повідомлень і ввімкніть повідомлення.',
      viber: 'Viber Admin Panel → ваш бот → Edit info: скопіюйте токен. Okno потрібна зовнішня адреса.',
    },
    about: {
      telegram: 'Бот, якому пишуть люди',
      email: 'Будь-яка скринька з IMAP',
      vk: 'Повідомлення спільноти',
      viber: 'Бот Viber',
    },
  },
  uz: {
    fields: {
      token: 'Token',
      mode: 'Xabarlar qanday keladi',
      groups: 'Guruhlardagi xabarlarni ham olish',
      secret: 'Vebxuk siri',
      apiRoot: 'API manzili',
      address: 'Pochta manzili',
      name: 'Yuboruvchi nomi',
      host: 'Server',
      port: 'Port',
      secure: 'Boshidan shifrlangan ulanish (TLS)',
      user: 'Foydalanuvchi',
      pass: 'Parol',
      plain: 'Shifrlanmagan ulanishga ruxsat',
      signature: 'Imzo',
      since: 'Necha kunlik eski xatlar olinsin',
      folders: 'Jildlar, vergul bilan',
      aliases: 'Boshqa manzillarimiz, vergul bilan',
      plusAddressing: 'Server name+istalgan@ manziliga yetkazadi',
      border: 'Javoblarda «yuqoriga yozing» qatori',
      sentCopy: 'Javoblarni Yuborilganlar jildiga nusxalash',
      groupId: 'Hamjamiyat raqami',
      confirmation: 'Tasdiqlash kodi',
      clientId: 'Mijoz identifikatori',
      clientSecret: 'Mijoz siri',
      refreshToken: 'Yangilash tokeni',
      accessUrl: 'Token manzili',
    },
    groups: {
      imap: 'Kiruvchi pochta (IMAP)',
      smtp: 'Chiquvchi pochta (SMTP)',
      oauth2: 'OAuth 2 orqali kirish',
    },
    choices: {
      polling: 'Okno oʻzi soʻraydi (tashqi manzil kerak emas)',
      webhook: 'Tarmoq oʻzi yuboradi (tashqi manzil kerak)',
      longpoll: 'Okno oʻzi soʻraydi (tashqi manzil kerak emas)',
      callback: 'Tarmoq oʻzi yuboradi (tashqi manzil kerak)',
    },
    help: {
      telegram:
        'Telegramda @BotFather ni oching, /newbot yuboring, nom tanlang va javobdagi tokenni bu yerga qoʻying.',
      email:
        'Pochta qutisining manzili va paroli kerak. Gmail, Yandex va Mail.ru ilova parolini soʻraydi: uni quti xavfsizlik sozlamalarida yarating.',
      vk: 'Hamjamiyat → Boshqaruv → API bilan ishlash: xabarlarga ruxsatli kalit yarating va xabarlarni yoqing.',
      viber: 'Viber Admin Panel → botingiz → Edit info: tokenni nusxalang. Okno uchun tashqi manzil kerak.',
    },
    about: {
      telegram: 'Odamlar yozadigan bot',
      email: 'IMAP li har qanday quti',
      vk: 'Hamjamiyat xabarlari',
      viber: 'Viber boti',
    },
  },
};
