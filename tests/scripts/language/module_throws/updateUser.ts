import { pick } from 'lodash';

const settings: { deep?: { er: string } } = {};
export const name = settings.deep!.er;
export async function updateUser(id: string) { return { id, pick }; }
