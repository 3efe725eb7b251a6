import type { channels as english } from '../en/channels.ts';
import type { Dictionary } from '../types.ts';

export const channels: Dictionary<typeof english, 'one' | 'other'> = {
  note: {
    username: 'Manzili: {{name}}',
    'webhook-elsewhere':
      '{{host}} vebxuki oʻrnatilgan. Okno ishga tushganda uni olib tashlaydi, va oʻsha dastur xabar olmay qoʻyadi.',
    'updates-wait': 'Kutayotgan xabarlar: {{count}}. Saqlashingiz bilan ular keladi.',
    'last-delivery-failure': 'Tarmoqning oxirgi yetkazolmagan holati: {{reason}}',
    'privacy-mode':
      'Maxfiylik rejimi yoqilgan: guruhlarda bot faqat buyruqlar va oʻziga berilgan javoblarni koʻradi. Uni @BotFather orqali oʻchirish mumkin.',
    'token-unknown': 'Tarmoq bunday tokenni bilmaydi. Uni yaratilgan joyidan qayta nusxalang.',
    'folders-read': 'Oʻqiladigan jildlar: {{folders}}',
    'folders-missing': 'Serverda topilmadi: {{folders}}',
    'sent-folder': 'Yuborilgan xatlar jildi: {{folder}}',
    'no-sent-folder': 'Yuborilganlar jildi topilmadi, shuning uchun javoblar nusxasi u yerda saqlanmaydi.',
    'no-push-of-mail': 'Server yangi xatlar haqida xabar bermaydi; Okno har yarim daqiqada soʻraydi.',
    'sign-in-app-password':
      '{{provider}} ilova parolini (avval ikki bosqichli tekshiruvni yoqing) yoki OAuth 2 ni qabul qiladi, hisob parolini emas.',
    'sign-in-imap-switch':
      '{{provider}}: quti sozlamalarida pochta dasturlariga (IMAP) ruxsat bering va ilovalar uchun parol yarating.',
    'sign-in-oauth-only':
      '{{provider}} pochta dasturlarini faqat OAuth 2 orqali kiritadi; parollar rad etiladi.',
    'daily-limit': '{{provider}} kuniga taxminan {{count}} ta xat yuboradi.',
    'from-is-login': '{{provider}} yuboruvchisi login bilan bir xil boʻlmagan xatlarni rad etadi.',
    'large-letters': '{{provider}} {{megabytes}} MB gacha xatlarni qabul qiladi.',
    'message-id-replaced':
      '{{provider}} yuborishda xat raqamlarini oʻzgartiradi; Okno ikkalasini ham saqlaydi.',
    'needs-public-address': 'Bu tarmoq faqat oʻzi yuboradi: xizmatga tashqi https manzil kerak (PUBLIC_URL).',
  },
  connection: {
    reads: '{{name}}: oʻqiydi va javob beradi',
    readsOnly: '{{name}}: oʻqiydi, javob bera olmaydi',
    off: '{{name}}: uzilgan {{time}}',
  },
};
