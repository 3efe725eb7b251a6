/** Reply and forward prefixes of mail programs in the languages met, with counters: `Re[2]:`, `RE (3):`, `НА:`. */
const REPLY =
  /^(?:re|aw|sv|ha|на|отв|ответ|відп|відповідь|javob|antw|rif|res|vs)\s*(?:[[(]\d{1,3}[\])]|\^\d{1,3})?\s*[:：]\s*/i;
const FORWARD =
  /^(?:fwd?|wg|tr|rv|i|пер|пересл|переслать|пересылка|перенаправлено)\s*(?:[[(]\d{1,3}[\])])?\s*[:：]\s*/i;

/** The subject without any stack of prefixes. */
export function baseSubject(subject: string): string {
  let rest = subject.replace(/\s+/g, ' ').trim();
  for (let round = 0; round < 20; round += 1) {
    const next = rest.replace(REPLY, '').replace(FORWARD, '');
    if (next === rest) break;
    rest = next;
  }
  return rest;
}

/** One `Re:` however many there were. */
export function replySubject(subject: string): string {
  return `Re: ${baseSubject(subject)}`.trim();
}

export const isReplySubject = (subject: string): boolean => REPLY.test(subject.trim());
export const isForwardSubject = (subject: string): boolean => FORWARD.test(subject.trim());

/** Token of ours in a subject: `[#c_42.9kft2a]`. */
export function subjectToken(subject: string): string | undefined {
  return /\[#([\w.-]{3,80})\]/.exec(subject)?.[1];
}
