import type { Decimal128 } from 'bson';
import { divideNumbers, packDouble, packNumber, wholeNumber } from '../../values/arithmetic.ts';
import { addDecimals, type Decimal, fromDecimal, toDecimal } from '../../values/decimal.ts';
import { type Numeric, openNumber, toDouble } from '../../values/numbers.ts';

/** A running sum in MongoDB's way: whole numbers and decimals exactly, doubles with compensation. */
export class RunningSum {
  #whole = 0n;
  #small = 0;
  #isLong = false;
  #double = 0;
  #lost = 0;
  #hasDouble = false;
  #decimal: Decimal | undefined;
  #count = 0;

  /** How many numbers were added. */
  get count(): number {
    return this.#count;
  }

  /** Adds a number; anything else is left out. */
  add(value: unknown): void {
    const number = openNumber(value);
    if (!number) return;
    this.#count += 1;
    if (number.type === 'int') this.#addSmall(number.value);
    else if (number.type === 'double') this.#addDouble(number.value);
    else if (number.type === 'decimal') this.#addDecimal(number.value);
    else {
      this.#isLong = true;
      this.#whole += BigInt(number.value);
    }
  }

  /** The sum in the widest type added; 0 when nothing was. */
  total(): Numeric {
    const whole = this.#whole + BigInt(this.#small);
    if (this.#decimal) {
      const rest = addDecimals(toDecimal(whole), toDecimal(this.#double + this.#lost));
      const sum = this.#hasDouble ? rest : toDecimal(whole);
      return { type: 'decimal', value: fromDecimal(addDecimals(this.#decimal, sum)) };
    }
    if (!this.#hasDouble) return wholeNumber(whole, this.#isLong ? 'long' : 'int');
    if (!Number.isFinite(this.#double)) return { type: 'double', value: this.#double };
    return { type: 'double', value: Number(whole) + this.#double + this.#lost };
  }

  /** The mean as a double, or a decimal; null when nothing was added. */
  mean(): unknown {
    if (this.#count === 0) return null;
    return packNumber(divideNumbers(this.total(), { type: 'int', value: this.#count }));
  }

  #addSmall(value: number): void {
    this.#small += value;
    if (Math.abs(this.#small) < 2 ** 52) return;
    this.#whole += BigInt(this.#small);
    this.#small = 0;
  }

  #addDouble(value: number): void {
    this.#hasDouble = true;
    const sum = this.#double + value;
    // Neumaier's compensation, as 0.1 added ten times must be 1.
    if (Number.isFinite(sum)) {
      this.#lost +=
        Math.abs(this.#double) >= Math.abs(value) ? this.#double - sum + value : value - sum + this.#double;
    }
    this.#double = sum;
  }

  #addDecimal(value: Decimal128): void {
    const decimal = toDecimal(value);
    this.#decimal = this.#decimal ? addDecimals(this.#decimal, decimal) : decimal;
  }
}

/** A running standard deviation (Welford); null when there are too few numbers. */
export class RunningDeviation {
  #count = 0;
  #mean = 0;
  #squares = 0;

  /** Adds a number; anything else is left out. */
  add(value: unknown): void {
    const number = toDouble(value);
    if (openNumber(value) === undefined) return;
    this.#count += 1;
    const delta = number - this.#mean;
    this.#mean += delta / this.#count;
    this.#squares += delta * (number - this.#mean);
  }

  /** The deviation of the whole population, or of a sample of it. */
  result(ofSample: boolean): unknown {
    const divisor = this.#count - (ofSample ? 1 : 0);
    return divisor <= 0 ? null : packDouble(Math.sqrt(this.#squares / divisor));
  }
}
