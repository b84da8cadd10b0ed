import asyncio
import os

journal = open('journal.txt', 'a', buffering=1)


async def serve(reader, writer):
    while line := await reader.readline():
        journal.write(line.decode())
        os.fsync(journal.fileno())
        writer.write(line.upper())
        await writer.drain()
        # changed here
    writer.close()


async def ask(port, name):
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    for i in range(4):
        writer.write(f'client {name} line {i}\n'.encode())
        assert (await reader.readline()).startswith(b'CLIENT')
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, '127.0.0.1', 0)
    port = server.sockets[0].getsockname()[1]
    await asyncio.gather(*(ask(port, name) for name in range(3)))
    server.close()


asyncio.run(main())
