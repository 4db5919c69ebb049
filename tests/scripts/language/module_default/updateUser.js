import { pick } from 'lodash';

export default async (id, updates) => ({ id, ...pick(updates, 'a') });
