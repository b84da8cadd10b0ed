import socket
import sys

for word in (b'first', b'second'):
    with socket.create_connection(('127.0.0.1', int(sys.argv[1]))) as connection:
        connection.sendall(word)
        answer = b''
        while len(answer) < len(word):
            answer += connection.recv(1024)
        assert answer == word.upper()
# changed here
