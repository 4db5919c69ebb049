export const HAND = {};
