export interface Heap<T> {
  push(item: T): void;
  pop(): T | undefined;
  peek(): T | undefined;
}

/** A binary heap; the item that is before all others comes out first. */
export function createHeap<T>(isBefore: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = [];
  const at = (index: number) => items[index] as T;
  const swap = (a: number, b: number) => {
    const held = at(a);
    items[a] = at(b);
    items[b] = held;
  };
  return {
    peek: () => items[0],
    push: (item) => {
      let index = items.push(item) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (!isBefore(at(index), at(parent))) break;
        swap(index, parent);
        index = parent;
      }
    },
    pop: () => {
      const first = items[0];
      const last = items.pop();
      if (items.length === 0 || last === undefined) return first;
      items[0] = last;
      let index = 0;
      for (;;) {
        const left = index * 2 + 1;
        if (left >= items.length) return first;
        const right = left + 1;
        const child = right < items.length && isBefore(at(right), at(left)) ? right : left;
        if (!isBefore(at(child), at(index))) return first;
        swap(index, child);
        index = child;
      }
    },
  };
}
