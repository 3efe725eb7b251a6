/**
 * What the writing process tells line by line: `? <writer> <operation> <key> <value>` before it asks for a
 * change and `! <writer>` when the store acknowledged it. Each writer has one change under way.
 */
export interface Attempt {
  readonly operation: 'put' | 'delete';
  readonly key: string;
  readonly value: number;
}

/** What must be stored by all that was acknowledged, and what may be on top of it. */
export class Journal {
  acknowledged = 0;
  private readonly stored = new Map<string, number>();
  private readonly pending = new Map<string, Attempt>();
  private rest = '';

  /** Takes a piece of the writing process' output. */
  read(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.take(line);
  }

  /** The process is gone: a line that was cut off says nothing. */
  end(): void {
    this.rest = '';
  }

  /** Compares with what the store holds; each difference is a sentence. Adopts what was under way and took effect. */
  settle(found: ReadonlyMap<string, number>): string[] {
    const problems: string[] = [];
    const open = new Map([...this.pending.values()].map((attempt) => [attempt.key, attempt]));
    for (const key of new Set([...this.stored.keys(), ...found.keys()])) {
      const expected = this.stored.get(key);
      const actual = found.get(key);
      const attempt = open.get(key);
      const possible = attempt?.operation === 'delete' ? undefined : attempt?.value;
      if (actual !== expected && !(attempt !== undefined && actual === possible)) {
        problems.push(`${key} is ${actual ?? 'missing'} and should be ${expected ?? 'missing'}`);
      }
      if (actual === undefined) this.stored.delete(key);
      else this.stored.set(key, actual);
    }
    this.pending.clear();
    return problems;
  }

  private take(line: string): void {
    const [mark, writer = '', operation, key = '', value] = line.split(' ');
    if (mark === '?') {
      this.pending.set(writer, {
        operation: operation === 'delete' ? 'delete' : 'put',
        key,
        value: Number(value),
      });
      return;
    }
    const attempt = this.pending.get(writer);
    if (mark !== '!' || attempt === undefined) return;
    this.pending.delete(writer);
    this.acknowledged += 1;
    if (attempt.operation === 'delete') this.stored.delete(attempt.key);
    else this.stored.set(attempt.key, attempt.value);
  }
}
