// One number by its place among others in order, without putting all of them in order (Hoare's selection). A look at a busy
// group asks for the middle of two hundred slopes.

/** Changes the order of `numbers`. `place` counts from 0; 0 where there is none. None may be NaN. */
export function nthSmallest(numbers: Float64Array, place: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = at(numbers, place);
    let left = low;
    let right = high;
    while (left <= right) {
      while (at(numbers, left) < middle) left += 1;
      while (at(numbers, right) > middle) right -= 1;
      if (left > right) break;
      const other = at(numbers, left);
      numbers[left] = at(numbers, right);
      numbers[right] = other;
      left += 1;
      right -= 1;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return at(numbers, place);
}

function at(numbers: Float64Array, index: number): number {
  return numbers[index] ?? 0;
}
