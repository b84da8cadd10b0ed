# A repository with two branches that left each other, in work, and a bare copy of it, in origin.git.
set -e
git='git -C work'
git -c init.defaultBranch=main init -q work
commit() {
    echo "$1" >"work/$1.txt"
    $git add .
    $git -c gc.auto=0 commit -q -m "$1"
}
for name in first second third; do commit "$name"; done
$git checkout -q -b topic
for name in one two; do commit "$name"; done
$git checkout -q main
commit fourth
git clone -q --bare --no-local work origin.git
