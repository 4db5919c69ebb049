async function updateUser(id) {
  const wide = Object.fromEntries(Array.from({ length: 20000 }, (_, i) => [`key${i}`, { i, self: null }]));
  for (const value of Object.values(wide)) value.self = wide;
  for (let i = 0; i < 20; i++) console.log(wide, [wide, wide], new Map(Object.entries(wide)));
  return { id };
}
