git='git -c core.fsync=all -c protocol.version=2 -c gc.auto=0'
/usr/bin/python3 server.py &
server=$!
until [ -s port ]; do sleep 0.05; done
$git clone -q --single-branch -b main "http://127.0.0.1:$(cat port)/origin.git" copy && $git -C copy fetch -q origin topic
code=$?
kill $server
wait $server
exit $code
