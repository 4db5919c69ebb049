module.exports = async (id) => ({ id });
