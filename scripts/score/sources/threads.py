import subprocess
import threading


def read(name):
    with open(name) as file:
        file.read()
    # changed here


threads = [threading.Thread(target=read, args=(f'data/f0{i}',)) for i in range(3)]
for thread in threads:
    thread.start()
output = subprocess.run(['cat', 'data/f03'], capture_output=True, check=True).stdout
for thread in threads:
    thread.join()
print(len(output))
