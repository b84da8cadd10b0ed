import asyncio
import socket


async def size(name):
    process = await asyncio.create_subprocess_exec('wc', '-c', name, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    return int(output.split()[0])


async def main():
    sizes = await asyncio.gather(*(size(f'data/f0{i}') for i in range(3)))
    # changed here
    print(sum(sizes), socket.AF_INET)


asyncio.run(main())
