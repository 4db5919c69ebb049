type Id = string | number;

async function updateUser(id: Id, updates: Record<string, unknown>, context: object): Promise<{ id: Id }> {
  const é: Map<string, Array<{ '😀': number }>> = new Map<string, any>(); const user = undefined as any; return user.name;
}
