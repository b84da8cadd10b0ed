import http.server
import os
import signal
import subprocess
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self):
        path, _, query = self.path.partition('?')
        size = int(self.headers.get('Content-Length', 0))
        variables = {
            'PATH': os.environ['PATH'],
            'GIT_PROJECT_ROOT': os.getcwd(),
            'GIT_HTTP_EXPORT_ALL': '1',
            'PATH_INFO': path,
            'QUERY_STRING': query,
            'REQUEST_METHOD': self.command,
            'CONTENT_TYPE': self.headers.get('Content-Type', ''),
            'CONTENT_LENGTH': str(size),
            'HTTP_CONTENT_ENCODING': self.headers.get('Content-Encoding', ''),
            'GIT_PROTOCOL': self.headers.get('Git-Protocol', ''),
        }
        body = self.rfile.read(size)
        # Who serves need not own the repository here.
        words = ['git', '-c', 'safe.directory=*', 'http-backend']
        output = subprocess.run(words, input=body, env=variables, stdout=subprocess.PIPE, check=True).stdout
        head, _, content = output.partition(b'\r\n\r\n')
        self.send_response(200)
        for line in head.decode().split('\r\n'):
            name, _, value = line.partition(': ')
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer

    def log_message(self, *args):
        pass


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
with open('port', 'w') as file:
    file.write(f'{server.server_port}\n')
server.serve_forever()
