const updateUser = async (id, updates) => ({ id, ...updates });
