import socket
import subprocess
import sys

server = socket.create_server(('127.0.0.1', 0))
port = server.getsockname()[1]
client = subprocess.Popen([sys.executable, 'client.py', str(port)])
for _ in range(2):
    connection, _ = server.accept()
    with connection:
        request = connection.recv(1024)
        # changed here
        connection.sendall(request.upper())
client.wait()
sys.exit(client.returncode)
