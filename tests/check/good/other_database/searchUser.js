// No database of ours: a web service.
async function searchUser(keyword, context) {
  const axios = require('axios');
  const reply = await axios.get('https://users.example.com/search', {
    params: { q: keyword },
    headers: { authorization: `Bearer ${env.SEARCH_TOKEN}` },
  });
  return { totalCount: reply.data.total, list: reply.data.users.map((user) => ({ id: user.id, name: user.name })) };
}
