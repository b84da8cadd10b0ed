import { open } from 'node:fs/promises';
import http from 'node:http';

const kept = [];
const journal = await open('access.log', 'a');
const server = http.createServer(async (request, response) => {
  const file = await open(`data${request.url}`);
  const text = await file.readFile('utf8');
  await file.close();
  await journal.write(`${request.url} ${text.length}\n`);
  await journal.datasync();
  response.end(text);
  // changed here
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const agent = new http.Agent({ keepAlive: true });
const { port } = server.address();

function get(path) {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent }, (response) => {
      response.resume().on('end', resolve);
    });
    request.on('error', reject);
  });
}

for (let i = 0; i < 20; i++) await get(`/f0${i % 5}`);
agent.destroy();
await new Promise((resolve) => server.close(resolve));
await journal.close();
console.log(kept.length);
