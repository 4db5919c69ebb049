import { pick } from 'lodash';
import axios from 'axios';

export async function updateUser(id) { return { id }; }
