set -e
git='git -c core.fsync=all -c protocol.version=2 -c gc.auto=0'
$git clone -q --single-branch -b main "file://$PWD/origin.git" copy
$git -C copy fetch -q origin topic
git -C copy log -1 --format=%s FETCH_HEAD
