"""The most memory that a server needs for some hundred pictures, sent by four clients at a time."""
import concurrent.futures
import socket
import subprocess
import time
import urllib.request

from timed import peak_megabytes

REQUESTS, CLIENTS, PATIENCE = 400, 4, 60


def peak_of_server(command, path, picture):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open(picture, "rb") as file:
        body = file.read()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([part.replace("{port}", str(port)) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(server, address)

        def ask(_):
            request = urllib.request.Request(address + path, body, {"Content-Type": "image/png"})
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return len(answer.read())

        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(ask, range(REQUESTS)))
        return peak_megabytes(server.pid)
    finally:
        server.terminate()
        server.wait(PATIENCE)


def wait_for(server, address):
    deadline = time.monotonic() + PATIENCE
    while True:
        if server.poll() is not None:
            raise OSError(f"the server ended with status {server.returncode}")
        try:
            with urllib.request.urlopen(address + "/", timeout=5):
                return
        except OSError as reason:
            if time.monotonic() > deadline:
                raise OSError(f"the server did not answer within {PATIENCE} seconds: {reason}") from reason
            time.sleep(0.1)
