/** Everybody of the demonstration signs in with it. */
export const PASSWORD = 'demo-demo-demo';

export interface StaffMember {
  name: string;
  email: string;
  role: 'operator' | 'manager' | 'administrator';
  languages: readonly string[];
  shift: 'on' | 'away' | 'off';
  team?: 'sales' | 'service';
  /** What there is to be seen on their screen. */
  about: string;
}

/** The company: an owner, a manager, three who answer, and one who fell ill with her work still open. */
export const STAFF: readonly StaffMember[] = [
  {
    name: 'Вера Гаврилова',
    email: 'demo@okno.example',
    role: 'administrator',
    languages: ['ru', 'en'],
    shift: 'off',
    about: 'owner: reports, settings, connections',
  },
  {
    name: 'Марко Бондар',
    email: 'marko@okno.example',
    role: 'manager',
    languages: ['uk', 'ru'],
    shift: 'off',
    about: 'manager: the board, handing over work',
  },
  {
    name: 'Ольга Мельник',
    email: 'olga@okno.example',
    role: 'operator',
    languages: ['ru', 'uk'],
    shift: 'on',
    team: 'sales',
    about: 'operator: her own people, tasks and calls',
  },
  {
    name: 'Азиз Юсупов',
    email: 'aziz@okno.example',
    role: 'operator',
    languages: ['uz', 'ru', 'en'],
    shift: 'on',
    team: 'sales',
    about: 'operator',
  },
  {
    name: 'Тимофей Рудь',
    email: 'timofey@okno.example',
    role: 'operator',
    languages: ['ru', 'uk', 'en'],
    shift: 'away',
    team: 'service',
    about: 'operator, away for lunch',
  },
  {
    name: 'Ирина Соколова',
    email: 'irina@okno.example',
    role: 'operator',
    languages: ['ru', 'en'],
    shift: 'off',
    team: 'sales',
    about: 'operator, ill: her work waits to be handed over',
  },
];
