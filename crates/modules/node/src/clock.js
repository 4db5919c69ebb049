// The only clock of this module besides Date. Whole milliseconds: a finer one would help timing attacks on neighbours.

import { op_node_monotonic_ms } from "ext:core/ops";

let origin;
let originOnTheWall;

/** Whole milliseconds since the isolate first asked, or since `restartClock`. Never goes back. */
export function monotonicMs() {
  const now = Math.floor(op_node_monotonic_ms());
  if (origin === undefined) {
    origin = now;
    originOnTheWall = Date.now();
  }
  return now - origin;
}

/** The wall clock's milliseconds at the moment where `monotonicMs` is 0. */
export function timeOrigin() {
  monotonicMs();
  return originOnTheWall;
}

/** Starts counting anew, so that an invocation's times don't tell how long its isolate has lived. */
export function restartClock() {
  origin = undefined;
}
