enum Colour { Red }
export async function updateUser(id: string) { return { id, colour: Colour.Red }; }
