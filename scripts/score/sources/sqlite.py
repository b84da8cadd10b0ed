import sqlite3

db = sqlite3.connect('app.db')
# changed here
db.execute('CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT)')
with db:
    db.executemany('INSERT INTO item (name) VALUES (?)', [(f'item {i}',) for i in range(200)])
with db:
    db.execute('DELETE FROM item WHERE id % 2 = 0')
print(db.execute('SELECT count(*) FROM item').fetchone()[0])
db.close()
