"""A TorchScript model behind the HTTP server of Python's standard library: POST a picture, get the five best classes as JSON.

usage: server.py MODEL PORT
"""
import io
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy
import torch
from PIL import Image


class Handler(BaseHTTPRequestHandler):
    network = None
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        picture = Image.open(io.BytesIO(self.rfile.read(int(self.headers["Content-Length"])))).convert("RGB").resize((32, 32))
        with torch.no_grad():
            probabilities = self.network(torch.from_numpy(numpy.array(picture)).permute(2, 0, 1).unsqueeze(0).float())[0]
        best = probabilities.topk(5)
        self.answer(json.dumps([{"class": int(i), "probability": float(p)} for p, i in zip(*best)]).encode())

    def do_GET(self):
        self.answer(b"ready\n")

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    Handler.network = torch.jit.load(sys.argv[1])
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
