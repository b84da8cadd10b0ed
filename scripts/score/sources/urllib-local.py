import http.server
import socket
import threading
import urllib.request


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'hello\n'
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
for path in ('/a', '/b'):
    with opener.open(f'http://127.0.0.1:{server.server_port}{path}') as answer:
        assert answer.read() == b'hello\n'
# changed here
server.shutdown()
print(socket.AF_INET)
