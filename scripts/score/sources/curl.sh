/usr/bin/python3 server.py &
server=$!
until [ -s port ]; do sleep 0.05; done
curl -s -f --create-dirs -o 'out/p0#1.txt' "http://127.0.0.1:$(cat port)/p0[0-2].txt"
code=$?
kill $server
wait $server
exit $code
