nginx='nginx -p . -c nginx.conf -e error.log'
$nginx &
get() { curl -s -f -o /dev/null --unix-socket nginx.sock "http://score/$1"; }
until get p00.txt 2>/dev/null; do sleep 0.05; done
get p01.txt
$nginx -s reload
until grep -q 'exited with code 0' error.log; do sleep 0.05; done
get p02.txt
$nginx -s quit
wait
