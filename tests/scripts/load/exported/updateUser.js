module.exports = {
  async updateUser(id) {
    return { id };
  },
};
