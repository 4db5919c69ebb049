async function updateUser(id) {
  return {
    then(resolve, reject) {
      resolve({ id, first: true });
      resolve({ id: 'second' });
      reject(new Error('third'));
      throw new Error('fourth');
    },
  };
}
