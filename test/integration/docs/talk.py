"""Ends of a TCP connection that both say what they read on their input and print what they hear.

talk.py serve PORT        prints "ready", and then the caller's address
talk.py call HOST PORT
"""
import socket, sys, threading

if sys.argv[1] == "serve":
    listener = socket.create_server(("0.0.0.0", int(sys.argv[2])))
    print("ready", flush=True)
    connection, address = listener.accept()
    print(address[0], flush=True)
else:
    connection = socket.create_connection((sys.argv[2], int(sys.argv[3])), timeout=20)
connection.settimeout(None)


def say():
    for line in sys.stdin:
        connection.sendall(line.encode())


threading.Thread(target=say, daemon=True).start()
try:
    for line in connection.makefile():
        print(line.strip(), flush=True)
except OSError as error:
    print(error.strerror, flush=True)
