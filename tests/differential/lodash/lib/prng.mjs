// A seeded source of chance: the same seed makes the same choices for each side.

export class Prng {
  constructor(seed) {
    this.state = seed >>> 0 || 1;
    for (let warm = 0; warm < 4; warm++) this.next();
  }

  // xorshift32
  next() {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x >>> 0;
    return this.state;
  }

  below(limit) {
    return this.next() % limit;
  }
  chance(percent) {
    return this.below(100) < percent;
  }
  one(list) {
    return list[this.below(list.length)];
  }
  list(max, make) {
    return Array.from({ length: this.below(max + 1) }, make);
  }
}
