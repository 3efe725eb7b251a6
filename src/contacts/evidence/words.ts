/**
 * What words around a number or an address say of it, in Russian, Ukrainian, Uzbek (both scripts) and English. Stems,
 * matched from the beginning of a word; every pattern is linear.
 */

const stems = (...list: string[]): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${list.join('|')})`, 'giu');

/** Words that count only from end to end. */
const whole = (list: string): string => `(?:${list})(?![\\p{L}])`;

/** Rest of a word. */
const W = "[\\p{L}'’ʼʻ`]*";

/** The writer speaks of an address of their own. */
export const OWN = stems(
  // ru
  `мо(?:й|я|ю|ё|е|ему|его|ей|ём|ем|и) (?:[\\p{L}-]{1,20}\\.? ?){0,2}(?:номер|тел|моб|сот|сотов|ват|вац|вотс|вайбер|whats|телег|telegr|имейл|емейл|мейл|e-?mail|почт|ящик|адрес|мыл)${W}`,
  `(?:номер|тел${W}|почта|мыло|ящик|адрес|e-?mail|имейл) (?:[\\p{L}-]{1,20} ){0,2}мо(?:й|я|ё|е|и)(?![\\p{L}])`,
  `(?:на|по) мо(?:й|ю|ему|ей)(?![\\p{L}])`,
  `(?:мой|мій|meniki|мой же|mine)\\s*[:—–-]?\\s*$`,
  `(?:перезвон|позвон|набер|напиш|звон)[\\p{L}]{0,4} (?:мне|меня)(?![\\p{L}])`,
  `(?:перезвон|позвон|набер|звон|дозвон)(?:ите|и|ить|ите-ка|ить-ка) (?:мне|меня|пожалуйста|плиз|пж|лучше|можно|по|на)`,
  `(?:звон|пиш|напиш|набира|маякн)(?:ите|и|ить) (?:[\\p{L}]{1,15} ){0,2}(?:по|на|в|сюда)(?![\\p{L}])`,
  `можно (?:[\\p{L}]{1,15} ){0,2}(?:на|по)(?![\\p{L}])`,
  `(?:перезвон|позвон|набер)(?:ите|и)(?![\\p{L}])`,
  `(?:пишите|пиши|напишите|жду|присылайте|пришлите|вышлите|скиньте|отправьте|отправляйте|шлите|киньте|скидывайте|продублируйте)(?: [\\p{L}-]{1,20}){0,5} (?:на|в)(?![\\p{L}])`,
  `(?:я|со мной|меня)(?: [\\p{L}-]{1,20}){0,3} (?:по номеру|на связи|доступ${W}|найти|есть в|на почте)`,
  `(?:для|на) связ(?:и|ь)(?: со мной)?`,
  `контактн(?:ый|ые|ого)(?: [\\p{L}]{1,15})?(?: тел${W}| номер${W})?`,
  `контактний(?: тел${W}| номер${W})?`,
  `связаться со мной`,
  whole('новый|новая|новое|теперь|новий|нова|тепер|yangi|hozir|new|now'),
  `записыва(?:й|йте|ю)`,
  `запиши(?:те)?`,
  `(?:оставляю|даю|вот)(?: [\\p{L}-]{1,20}){0,2} (?:номер|тел${W}|почт${W}|контакт${W})[\\s:,—–-]*$`,
  `это я(?![\\p{L}])`,
  `меня зовут`,
  whole(
    'звоните|звони|перезвоните|позвоните|наберите|набирайте|маякните|пишите|телефонуйте|дзвоніть|наберіть|набирайте|tel qiling|қўнғироқ қилинг|тел қилинг',
  ),
  `(?:меня|мне|мене|мені) (?:[\\p{L}]{1,12} ){0,2}(?:на|по|за)(?![\\p{L}])`,
  `набра(?:ть|ти)(?: мен[яеі])?`,
  // uk
  `мі?(?:й|оя|ою|оєму|ого|ому|оїй) (?:[\\p{L}'’-]{1,20} ){0,2}(?:номер|тел|моб|вайбер|whats|телег|пошт|скриньк|адрес|e-?mail|імейл|мейл)${W}`,
  `мо(?:я|ю|єму|го|му|їй|ї) (?:[\\p{L}'’-]{1,20} ){0,2}(?:номер|тел|моб|вайбер|пошт|скриньк|адрес|e-?mail|імейл|мейл)${W}`,
  `(?:номер|тел${W}|пошта|адреса|e-?mail) (?:[\\p{L}'’-]{1,20} ){0,2}м(?:ій|оя|ої)(?![\\p{L}])`,
  `(?:передзвон|подзвон|зателефон|телефон|набер|дзвон)(?:іть|ите|уйте|и|ити|уй)(?: [\\p{L}'’]{1,15}){0,2} (?:мені|мене|будь|краще|можна|по|на|за)(?![\\p{L}])`,
  `(?:передзвоніть|подзвоніть|зателефонуйте|наберіть|телефонуйте|дзвоніть)(?![\\p{L}])`,
  `(?:пишіть|напишіть|надішліть|надсилайте|скиньте|відправте|киньте|шліть|чекаю|вишліть)(?: [\\p{L}'’-]{1,20}){0,5} (?:на|в|у)(?![\\p{L}])`,
  `для зв['’ʼ]?язку`,
  `зв['’ʼ]?язатися (?:зі|із|з) мною`,
  `(?:лишаю|залишаю|даю|ось)(?: [\\p{L}'’-]{1,20}){0,2} (?:номер|тел${W}|пошт${W}|контакт${W})[\\s:,—–-]*$`,
  `записуйте|запишіть`,
  // uz, Latin and Cyrillic
  `(?:mening |o['’ʻ\`]z(?:im|imning) )?(?:telefon |tel |mobil |shaxsiy |ish )?(?:raqamim|nomerim|telefonim|pochtam|emailim|e-mailim|manzilim|telegrimim)${W}`,
  `mening (?:[\\p{L}'’ʻ]{1,20} ){0,2}(?:raqam|nomer|telefon|pochta|e-?mail|elektron)${W}`,
  `menga(?: [\\p{L}'’ʻ]{1,20}){0,3}`,
  `bog['’ʻ\`]lanish uchun`,
  `aloqa uchun`,
  `(?:менинг |мени )?(?:телефон |тел |мобил )?(?:рақамим|ракамим|номерим|телефоним|почтам|имейлим|манзилим)${W}`,
  `менинг (?:[\\p{L}]{1,20} ){0,2}(?:рақам|ракам|номер|телефон|почта)${W}`,
  `менга(?: [\\p{L}]{1,20}){0,3}`,
  `(?:боғланиш|богланиш|алоқа|алока) учун`,
  // en
  `my (?:[\\p{L}-]{1,20} ){0,3}(?:number|phone|cell|mobile|whatsapp|e-?mail|mail|inbox|address)`,
  `(?:call|text|ring|phone|message|reach|contact|email|e-mail|write|find|ping)(?: to)? me`,
  `(?:reach|contact) (?:me )?(?:at|on|via)`,
  `(?:i['’]m|i am)(?: [\\p{L}]{1,15}){0,3} (?:at|on)(?![\\p{L}])`,
  `(?:send|mail|forward)(?: [\\p{L}-]{1,20}){0,5} to(?: me(?: at)?)?`,
  `here['’]?s my|here is my`,
  `this is my`,
  `call (?:back )?(?:at|on)`,
  `to reach me`,
);

/** The writer says who they are; a number named after that is theirs. */
export const INTRODUCTION = stems(
  `(?:меня|мене) (?:зовут|звати|звуть)`,
  `(?:это|це) (?=\\p{Lu})`,
  `(?:mening )?ismim|исмим`,
  `(?:this is|my name is|i am|i['’]m) (?!not|the|a |an )`,
);

/** The same, said after the address. */
export const OWN_AFTER = stems(
  `(?:это |вот )?мо(?:й|я|ё|е)(?: (?:номер|тел${W}|почт${W}|адрес${W}|ящик|личн${W}|рабоч${W}|моб${W}))?(?![\\p{L}])`,
  `(?:звоните|пишите|перезвоните|наберите|жду звонка|буду ждать)`,
  `(?:це )?м(?:ій|оя|оє)(?: (?:номер|тел${W}|пошт${W}|адрес${W}))?(?![\\p{L}])`,
  `(?:телефонуйте|дзвоніть|передзвоніть|пишіть)`,
  `(?:bu )?mening(?: [\\p{L}]{1,15})? (?:raqamim|nomerim|pochtam|emailim)`,
  `(?:ga|shu raqamga)? ?(?:yozing|yozib yuboring|yuboring|jo['’ʻ\`]nating|tashlab yuboring|qo['’ʻ\`]ng['’ʻ\`]iroq qil(?:ing|singiz)|telefon qiling|tel qiling|aloqaga chiqing)`,
  `(?:га )?(?:ёзинг|юборинг|қўнғироқ қилинг|телефон қилинг|тел қилинг)`,
  `(?:is|it['’]s|that['’]s) (?:my|mine|me)`,
  `(?:call|text) me`,
);

/** Somebody else is spoken of: relatives, friends, third persons. */
export const OTHER_PERSON = stems(
  // ru
  whole(
    'муж|мужа|мужу|мужем|муженёк|муженька|жена|жены|жене|жену|женой|женою|мать|матери|матерью|мама|мамы|маме|маму|мамой|папа|папы|папе|папу|папой|отец|отца|отцу|отцом|брат|брата|брату|братом|сестра|сестры|сестре|сестру|сестрой|сын|сына|сыну|сыном|дочь|дочери|дочка|дочки|дочке|дочку|тесть|тестя|тестю|зять|зятя|зятю|тётя|тети|тёти|тете|тёте|тетя|друг|друга|другу|другом|парня|парню|парнем|девушки|девушке',
  ),
  `супруг${W}|мамин${W}|мамочк${W}|папин${W}|братик${W}|братишк${W}|сестричк${W}|сынок|сыниш${W}|доченьк${W}|реб[её]н${W}|друзья|подруг${W}|подружк${W}|сосед${W}|тёщ${W}|тещ${W}|свекр${W}|невест${W}|бабушк${W}|дедушк${W}|дяд${W}|племян${W}|внук${W}|внучк${W}|коллег${W}|напарни${W}|начальни${W}|знаком${W}|приятел${W}|партн[её]р${W}`,
  whole('его|её|ее|ему|ей|им|них|ними|их|он|она|они|нему|ним|ней|ею|него|неё|нее'),
  // uk
  whole(
    'мати|матір|матері|мамі|мамою|тато|тата|тату|татові|татом|батько|батька|батьку|батькові|братові|сестри|сестрі|сестру|сестрою|син|сина|сину|синові|сином|друже|другові|кум|кума|кумі|кумові|куму',
  ),
  `чоловік${W}|дружин${W}|донь${W}|дочк${W}|товариш${W}|сусід${W}|коле(?:г|з)${W}|подруз${W}|керівник${W}|знайом${W}`,
  whole('його|її|йому|їй|їм|них|він|вона|вони|нього|ньому|неї|нею'),
  // uz
  whole(
    'erim|erimning|erimni|erimga|onam|onamning|onamni|onamga|onasi|oyim|oyimning|oyimga|otam|otamning|otamga|dadam|dadamning|dadamga|akam|akamning|akamga|akasi|ukam|ukamning|ukamga|opam|opamning|opamga|qizim|qizimning|qizimga|xolam|xolamning|ammam|uning|unga|ularning|ularga',
  ),
  `xotin${W}|turmush o['’ʻ\`]rtog${W}|singl(?:im|imning|imni|imga)|o['’ʻ\`]g['’ʻ\`]l(?:im|imning|imga)|do['’ʻ\`]st${W}|o['’ʻ\`]rtog${W}|qo['’ʻ\`]shn${W}|hamkasb${W}|boshli${W}|kelin${W}|kuyov${W}|amaki${W}|tog['’ʻ\`]a${W}|u kishi`,
  `эрим${W}|хотин${W}|онам${W}|отам${W}|дадам${W}|акам${W}|укам${W}|опам${W}|синглим${W}|ўғлим${W}|қизим${W}|дўст${W}|қўшни${W}|ҳамкасб${W}|бошли${W}|унинг|унга|уларнинг`,
  // en
  `husband${W}|wife${W}|mother${W}|father${W}|brother${W}|sister${W}|daughter${W}|friend${W}|partner${W}|neighbou?r${W}|colleague${W}|coworker${W}|co-worker${W}|boss${W}|roommate${W}|girlfriend${W}|boyfriend${W}|cousin${W}|uncle${W}|aunt${W}|grand(?:ma|pa|mother|father)${W}`,
  whole("mom|mom's|mum|mum's|dad|dad's|son|son's|his|her|hers|him|he|she|their|them|they"),
);

/** The other side, a firm or somebody on duty is spoken of. */
export const OTHER_SIDE = stems(
  `директор${W}|бухгалт${W}|секретар${W}|менеджер${W}|курьер${W}|водител${W}|прораб${W}|мастер${W}|майст${W}|usta${W}|юрист${W}|администратор${W}|помощни${W}|ассистент${W}|клиент${W}|заказчик${W}|получател${W}|отправител${W}|риелтор${W}|адвокат${W}|бригадир${W}|кладовщик${W}|хозяин${W}|хозяйк${W}`,
  whole(
    'вам|вас|тебе|тебя|твой|твоего|твоему|наш|нашего|нашему|нашей|наша|нашу|наши|наших|логист|логиста|логисту',
  ),
  `ваш${W}|офис${W}|компани${W}|фирм${W}|магазин${W}|отдел${W}|при[её]мн${W}|ресепш${W}|склад${W}|организаци${W}|поликлиник${W}|больниц${W}|банк${W}|сайт${W}|поддержк${W}|служб${W}|горяч${W}|филиал${W}|салон${W}|колл-?центр${W}|справочн${W}|диспетчер${W}|конкурент${W}|поставщик${W}`,
  `звонил(?:и|а)?|звонок|звонят|дозвон${W}|с номера|мошенн${W}|спам${W}|указан${W}|нашёл|нашел|объявлени${W}|приш[её]л(?:а|о)? (?:смс|sms|код)`,
  `бухгалтер${W}|кур['’ʼ]?єр${W}|водій|воді(?:я|ю|єві)|отримувач${W}|одержувач${W}|замовник${W}|клієнт${W}|помічни${W}|офіс${W}|відділ${W}|крамниц${W}|приймальн${W}|організаці${W}|лікарн${W}|підтримк${W}|гаряч${W}|дзвонил(?:и|а)|дзвонив|дзвінок|дзвонять|з номера|шахра${W}|вказан${W}|знайш${W}|оголошенн${W}`,
  whole('твого|твоєму|твоїй|нашого|нашому|нашій|наші|наших'),
  `direktor${W}|buxgalter${W}|menejer${W}|haydovchi${W}|kuryer${W}|mijoz${W}|sizning|sizga|sizdagi|sizlarning|bizning|do['’ʻ\`]kon${W}|kompaniya${W}|firma${W}|bo['’ʻ\`]lim${W}|saytda${W}|raqamidan|qo['’ʻ\`]ng['’ʻ\`]iroq (?:qilishdi|qildi|bo['’ʻ\`]ldi)|e['’ʻ\`]lon${W}`,
  `ҳайдовчи${W}|сизнинг|сизга|бизнинг|дўкон${W}|бўлим${W}`,
  `manager${W}|assistant${W}|secretary${W}|accountant${W}|driver${W}|courier${W}|director${W}|client${W}|customer${W}|recipient${W}|lawyer${W}|department${W}|reception|front desk|switchboard|hotline|service desk|helpdesk|website|warehouse|called from|call from|got a call|scam${W}|listed|hospital`,
  whole('your|yours|you|our|ours|office|company|shop|store|support|site|bank'),
);

/** No longer valid, or never was theirs. */
export const NOT_MINE = stems(
  `не мо(?:й|я|е|ё)`,
  `стар(?:ый|ая|ое|ого|ому)`,
  `бывш${W}`,
  `прежн${W}`,
  `больше не`,
  `не (?:работает|актуал${W}|действ${W}|обслуж${W}|пользуюсь|звони${W}|пиши${W})`,
  `(?:отключ|заблокир|потерял)${W}`,
  `ошиб${W}`,
  `(?:сменил|поменял)${W}(?! на)`,
  `не м(?:ій|оя)`,
  `стар(?:ий|а|у|ого)`,
  `колишн${W}`,
  `вже не|більше не|не (?:працює|актуальн${W}|дзвон${W}|пиш${W}|користуюсь)`,
  `змінив|змінила`,
  `eski${W}|avvalgi${W}|ishlamay${W}|mening emas|meniki emas|o['’ʻ\`]chirilgan|эски${W}|ишламай${W}|меники эмас`,
  `old|former|no longer|not my|not mine|(?:do not|don['’]t|never) (?:call|write|text|use)|doesn['’]t work|disconnected|used to|wrong number`,
);

/** A number that is none to call: orders, cards, taxes, prices. */
export const NOT_PHONE = stems(
  whole('р/с|к/с|рс|кс|вин|vin|id|ид'),
  `заказ${W}|накладн${W}|отправлени${W}|трек${W}|посылк${W}|договор${W}|счет${W}|счёт${W}|чек(?:а|у|ом)?(?![\\p{L}])|квитанц${W}|артикул${W}|код(?:а|у|ом)?(?![\\p{L}])|штрих${W}|инн|кпп|огрн${W}|бик|снилс|окпо|паспорт${W}|сери(?:я|и|ю)|полис${W}|карт${W}|расч[её]тн${W}|реквизит${W}|imei|сер(?:\\.|ийн${W})|кадастр${W}|заявк${W}|тикет${W}|обращени${W}|бронь|брони|бронировани${W}|рейс${W}|участ${W}|лицев${W}|абонент${W}|сумм${W}|цен(?:а|ы|у|ой)|стоим${W}|оплат${W}|перев[её]л${W}|долг${W}|номер[ау]? (?:заказ|карт|счет|счёт|договор|накладн|заявк|посылк)${W}`,
  `замовленн${W}|накладн${W}|відправленн${W}|посилк${W}|догов[оі]р${W}|рахун${W}|єдрпоу|іпн|рнокпп|паспорт${W}|картк${W}|ttn|ттн|iban|код(?:у|ом)?(?![\\p{L}])|заявк${W}|сум(?:а|и|у)(?![\\p{L}])|ціна|вартість|сплат${W}|бронюванн${W}`,
  `buyurtma${W}|shartnoma${W}|karta${W}|hisob${W}|stir|inn|jshshir|pinfl|pasport${W}|kod(?:i|ni)?(?![\\p{L}])|narx${W}|summa${W}|to['’ʻ\`]lov${W}|trek${W}|буюртма${W}|шартнома${W}|карта${W}|ҳисоб${W}|нарх${W}`,
  `order${W}|invoice${W}|tracking|parcel${W}|shipment${W}|card${W}|account (?:no|number)|iban|passport${W}|contract${W}|ticket${W}|reference|ref(?![\\p{L}])|booking|amount|price${W}|tax${W}|vat|serial|sku|po(?![\\p{L}])|policy|case(?: no| number)?(?![\\p{L}])|receipt`,
  `№`,
  `#`,
);

/** The line says only that a number is one. */
export const NEUTRAL = stems(
  `тел${W}|моб${W}|сот(?:овый|\\.)?|номер${W}|ном(?:\\.|ер)|ватсап${W}|вацап${W}|вотсап${W}|whats${W}|вайбер${W}|телеграм${W}|telegr${W}|tg(?![\\p{L}])|wa(?![\\p{L}])|phone|tel|mob(?:ile)?|cell|number|raqam${W}|nomer${W}|telefon${W}|рақам${W}|ракам${W}|почт${W}|пошт${W}|e-?mail|имейл${W}|мейл${W}|мыло|pochta${W}|контакт${W}|м\\.|т\\.|m:|t:|p:`,
);

/** Labels in a signature of numbers that many people share. */
export const SHARED_LABEL = stems(
  `раб(?:\\.|оч${W})|офис${W}|факс${W}|fax|при[её]мн${W}|доб(?:\\.|ав${W})|вн(?:\\.|утр${W})|город(?:\\.|ск${W})|горяч${W}|отдел${W}|бухгалт${W}|секретар${W}|служб${W}|поддержк${W}|многокан${W}|call-?центр|колл-?центр|магазин${W}|компани${W}|единый|справ${W}|заказ${W}|продаж${W}|склад${W}|дежурн${W}|диспетч${W}`,
  `роб(?:\\.|оч${W})|офіс${W}|приймальн${W}|відділ${W}|гаряч${W}|міськ${W}|багатокан${W}|підтримк${W}|магазин${W}|замовлен${W}`,
  `ofis${W}|faks${W}|bo['’ʻ\`]lim${W}|qabulxona${W}|ichki|ish(?: tel${W}| raqam${W})|ishonch|do['’ʻ\`]kon${W}|yagona`,
  `office|work|fax|ext|direct|reception|main|switchboard|hq|hotline|support|sales|department|dept|desk|shop|toll|o:|w:|f:`,
);

/** A closing line, below which a signature stands. */
export const SIGN_OFF =
  /^(?:с (?:наилучшими |искренним |большим )?(?:уважением|ув\.?|пожеланиями|теплом)|с ув\.?|искренне|всего (?:доброго|хорошего)|хорошего дня|ваш[аи]?|спасибо(?: за)?|заранее спасибо|благодарю|до связи|--+|—|__+|з (?:найкращими )?(?:повагою|побажаннями)|щиро|гарного дня|дякую|hurmat bilan|hurmatla|ehtirom bilan|rahmat|samimiyat bilan|ҳурмат билан|раҳмат|(?:best|kind|warm)(?:est)? regards|regards|sincerely|best(?: wishes)?|thanks|thank you|cheers|yours|br)(?![\p{L}])/iu;

/** Above this line stands what somebody else wrote. */
export const QUOTED_BELOW =
  /^\s*(?:-{2,}\s*(?:original|forwarded|пересыла|пересланн|исходн|переслан|початков|uzatilgan|asl)|(?:from|от|від|кому|kimdan|sent|отправлено|дата)\s?:\s|begin forwarded|on .{5,120}wrote:|.{5,160}(?:пишет|писал|написал|пише|написав|писав|yozdi|yozgan)\S{0,8}.{0,60}:\s*$|.{3,200}<[^<>\s]{1,64}@[^<>\s]{3,200}>\s*:\s*$|_{10,}\s*$)/iu;

/** A firm, a post or a site is named: what stands beside it may be the firm's. */
export const FIRM = stems(
  whole('ооо|оао|зао|пао|ао|нко|ип|тов|пп|фоп|тзов|прат|чп|чтуп|одо|мчж|ятт|mchj|ok|xk|yatt|aj|oaj|qk|as'),
  whole('ltd|llc|llp|inc|corp|gmbh|plc|co'),
  `компани${W}|компані${W}|фирм${W}|фірм${W}|студи${W}|студі${W}|магазин${W}|салон${W}|клини${W}|клінік${W}|агентств${W}|мастерск${W}|майстерн${W}|групп${W}|центр${W}|завод${W}|фабрик${W}|бюро|кафе|ресторан${W}|школ${W}|savdo uyi|do['’ʻ\`]kon${W}|дўкон${W}|korxona${W}|firma${W}|company|studio|agency|group|clinic|shop|store`,
  `директор${W}|руководител${W}|керівни${W}|менеджер${W}|бухгалтер${W}|специалист${W}|спеціаліст${W}|инженер${W}|інженер${W}|начальник${W}|заместител${W}|администратор${W}|консультант${W}|manager${W}|director|ceo|cto|founder|head of|engineer|accountant|sales|direktor${W}|menejer${W}|muhandis${W}|buxgalter${W}|rahbar${W}`,
  `www\\.|https?:`,
);
