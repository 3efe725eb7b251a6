import { en } from './en.ts';

export const uz = en;
