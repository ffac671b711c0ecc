// SPDX-License-Identifier: Apache-2.0
// ports.mjs N: N ports of 127.0.0.1 nobody listens on now.
import net from 'node:net';

const servers = Array.from({ length: Number(process.argv[2]) }, () => net.createServer().listen(0, '127.0.0.1'));
await Promise.all(servers.map((server) => new Promise((resolve) => { server.once('listening', resolve); })));
console.log(servers.map((server) => server.address().port).join(' '));
servers.forEach((server) => server.close());
