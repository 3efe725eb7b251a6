/** What a house begins with in each language, until somebody writes something better. */
export const REFUSAL_REASONS = {
  ru: [
    'Дорого',
    'Выбрали другую компанию',
    'Передумали',
    'Нет в наличии',
    'Не устроили сроки',
    'Не отвечает',
  ],
  uk: [
    'Дорого',
    'Обрали іншу компанію',
    'Передумали',
    'Немає в наявності',
    'Не влаштували терміни',
    'Не відповідає',
  ],
  uz: [
    'Qimmat',
    'Boshqa kompaniyani tanladi',
    'Fikridan qaytdi',
    'Mavjud emas',
    'Muddat to‘g‘ri kelmadi',
    'Javob bermayapti',
  ],
  en: [
    'Too expensive',
    'Chose another company',
    'Changed their mind',
    'Not available',
    'Takes too long',
    'Does not answer',
  ],
} as const;

export interface Region {
  /** ISO 3166, the country of numbers that are written without one. */
  country: string;
  /** IANA name; days and hours of reports and dates without a time are meant in it. */
  zone: string;
  /** ISO 4217, offered first where money is asked for. */
  currency: string;
}

export const REGIONS: Readonly<Record<keyof typeof REFUSAL_REASONS, Region>> = {
  ru: { country: 'RU', zone: 'Europe/Moscow', currency: 'RUB' },
  uk: { country: 'UA', zone: 'Europe/Kyiv', currency: 'UAH' },
  uz: { country: 'UZ', zone: 'Asia/Tashkent', currency: 'UZS' },
  en: { country: 'GB', zone: 'UTC', currency: 'USD' },
};
