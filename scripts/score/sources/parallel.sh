parallel -j2 --will-cite 'wc -c <{} >out/{/}.new && sync out/{/}.new && mv out/{/}.new out/{/}' ::: data/*
