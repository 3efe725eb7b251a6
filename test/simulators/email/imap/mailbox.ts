export interface SimLetter {
  uid: number;
  raw: Buffer;
  flags: Set<string>;
  date: number;
}

/** One folder: letters in the order of their UIDs. */
export class SimFolder {
  readonly name: string;
  readonly specialUse: string | undefined;
  uidValidity: number;
  uidNext = 1;
  letters: SimLetter[] = [];

  constructor(name: string, uidValidity: number, specialUse?: string) {
    this.name = name;
    this.uidValidity = uidValidity;
    this.specialUse = specialUse;
  }

  add(raw: Buffer, date: number, flags: Iterable<string> = []): SimLetter {
    const letter = { uid: this.uidNext, raw, flags: new Set(flags), date };
    this.uidNext += 1;
    this.letters.push(letter);
    return letter;
  }

  /** New UIDs for everything, as after a restore from a backup. */
  renumber(): void {
    this.uidValidity += 1;
    this.letters.forEach((letter, index) => {
      letter.uid = index + 1;
    });
    this.uidNext = this.letters.length + 1;
  }

  /** Letters a set names. `*` is the highest number there is, so `N:*` always names at least that one (RFC 3501). */
  select(set: string, byUid: boolean): SimLetter[] {
    const top = byUid ? (this.letters.at(-1)?.uid ?? 0) : this.letters.length;
    const ranges = set.split(',').map((range) => {
      const ends = range.split(':').map((end) => (end === '*' ? top : Number(end)));
      const [from = 0, to = from] = ends;
      return { from: Math.min(from, to), to: Math.max(from, to) };
    });
    return this.letters.filter((letter, index) => {
      const number = byUid ? letter.uid : index + 1;
      return ranges.some((range) => number >= range.from && number <= range.to);
    });
  }
}
