"""A TCP connection that answers each line: `talk.py serve PORT`, or `talk.py call HOST PORT`, which passes its input on."""
import socket, sys

if sys.argv[1] == "serve":
    listener = socket.create_server(("0.0.0.0", int(sys.argv[2])))
    print("ready", flush=True)
    connection, address = listener.accept()
    for line in connection.makefile():
        connection.sendall(f"{address[0]} said {line}".encode())
else:
    connection = socket.create_connection((sys.argv[2], int(sys.argv[3])), timeout=20)
    answers = connection.makefile()
    for line in sys.stdin:
        connection.sendall(line.encode())
        print(answers.readline().strip(), flush=True)
