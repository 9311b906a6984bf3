#!/usr/bin/env python3
"""An endpoint whose answers depend on the question alone, for runs that are killed and for measuring without a model.

    benchmarks/scripted_endpoint.py --port 8099 &
    benchmarks/kill_resume.py --times 50 --out OUT -- ./herder synth qa --endpoint http://127.0.0.1:8099 --endpoint-model any \\
        --documents docs --judge --set ask.window=4 --out {}

Every --refuse-th request is answered with 429 once, so that waiting is part of the run. POST /v1/embeddings gives each text a vector by its words.
"""
import argparse
import hashlib
import itertools
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WIDTH = 64


def answer(text):
    digits = hashlib.sha256(text.encode()).hexdigest()
    number = int(digits[:8], 16) % 1000
    if "<<<ROW" in text:
        return json.dumps(["count", f"tag {number % 7}"]) if "JSON list" in text else str(1 + number % 3)
    if text.startswith("Rate"):
        return json.dumps({"score": 1 + number % 5, "reason": "scripted"})
    if text.startswith("Read") or "about the whole" in text:
        return f"Question: What is {number}?\nAnswer: A number.\nQuestion: Why {digits[:6]}?\nAnswer: Because."
    if "Think step by step" in text:
        return f"First this.\nAnswer: {number}"
    return f"Text {digits[:6]}"


def vector(text):
    sums = [0.0] * WIDTH
    for word in text.split():
        sums[hashlib.sha256(word.encode()).digest()[0] % WIDTH] += 1.0
    return sums


def reply(path, body):
    if path.endswith("/embeddings"):
        return {"data": [{"index": i, "embedding": vector(text)} for i, text in enumerate(body["input"])]}
    return {"choices": [{"message": {"content": answer(body["messages"][-1]["content"])}, "finish_reason": "stop"}]}


def server(port, refuse, seconds):
    """A server that is not running yet; port 0 takes any."""
    number = itertools.count(1)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            refused = refuse > 0 and next(number) % refuse == 0
            time.sleep(0 if refused else seconds)
            data = json.dumps(reply(self.path, body)).encode()
            try:
                self.send_response(429 if refused else 200)
                if refused:
                    self.send_header("Retry-After", "0")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except ConnectionError:
                self.close_connection = True  # whoever asked was killed

        def log_message(self, *args):
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request, address):
            if not isinstance(sys.exc_info()[1], ConnectionError):  # else whoever asked was killed
                super().handle_error(request, address)

    return Quiet(("127.0.0.1", port), Handler)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--port", type=int, default=8099)
    p.add_argument("--refuse", type=int, default=7, help="0: never")
    p.add_argument("--seconds", type=float, default=0.01, help="time that an answer takes")
    a = p.parse_args()
    server(a.port, a.refuse, a.seconds).serve_forever()


if __name__ == "__main__":
    main()
