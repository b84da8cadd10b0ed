redis-server --port 0 --unixsocket redis.sock --appendonly yes --appendfsync always --save '' --logfile redis.log &
until redis-cli -s redis.sock ping >/dev/null 2>&1; do sleep 0.05; done
for i in 1 2 3 4 5 6; do redis-cli -s redis.sock set "key$i" "value $i" >/dev/null; done
redis-cli -s redis.sock get key3
# changed here
redis-cli -s redis.sock shutdown
wait
