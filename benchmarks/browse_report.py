#!/usr/bin/env python3
"""Looks at a report in a real browser, as a desk, a telephone, in the dark and on paper would show it.

    benchmarks/browse_report.py runs/quickstart/report.html --out OUT

Needs Chromium and nothing else; speaks its DevTools protocol over a pipe. For each way of looking it checks that nothing
is asked of a network, that no script fails, that no text runs off the side, that every link leads somewhere, that every chart is
drawn, and that a click on a heading sorts a table. Pictures and the PDF go to OUT; --figure TEXT adds figure.png, the first chart that has
TEXT in its caption, as wide as 720 pixels. Prints a JSON line; exit 1 if anything is wrong.
"""
import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WAYS = {
    "desk": {"width": 1280, "height": 900, "mobile": False, "dark": False},
    "dark": {"width": 1280, "height": 900, "mobile": False, "dark": True},
    "phone": {"width": 390, "height": 844, "mobile": True, "dark": False},
}
CHECKS = {
    "runs off the side": """(() => {
        const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
        return wide > 1 ? wide + " pixels too wide" : "";
    })()""",
    "dead links": """[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))
        .filter(h => !h.startsWith('#') || !document.getElementById(h.slice(1))).join(', ')""",
    "empty charts": """[...document.querySelectorAll('.area svg')].filter(s => !s.querySelector('path[d]:not(.grid)'))
        .map(s => s.closest('figure').textContent.slice(0, 40)).join(', ')""",
    "tables that do not sort": """[...document.querySelectorAll('table.data')].filter(t => {
        t.querySelector('th button').click(); return !t.querySelector('th[aria-sort]'); }).length || ''""",
    "outside sources": """[...document.querySelectorAll('[src], link, iframe, object')].length || ''""",
}


class Browser:
    def __init__(self, program):
        to_read, self.write = os.pipe()
        self.read, to_write = os.pipe()
        self.profile = tempfile.mkdtemp()
        # The protocol's pipes are descriptors 3 and 4 of the browser.
        hand_over = 'exec 3<&%d 4>&%d; exec "$0" "$@"' % (to_read, to_write)
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={self.profile}"]
        self.process = subprocess.Popen(
            ["bash", "-c", hand_over, program, *flags], pass_fds=(to_read, to_write), stderr=subprocess.DEVNULL
        )
        os.close(to_read)
        os.close(to_write)
        self.buffer, self.number, self.events = b"", 0, []

    def message(self):
        while b"\0" not in self.buffer:
            chunk = os.read(self.read, 1 << 16)
            if not chunk:
                sys.exit("the browser ended")
            self.buffer += chunk
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, session=None, **params):
        self.number += 1
        request = {"id": self.number, "method": method, "params": params}
        if session:
            request["sessionId"] = session
        os.write(self.write, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, event):
        while not any(e.get("method") == event for e in self.events):
            self.events.append(self.message())

    def close(self):
        self.call("Browser.close")
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


def opened(browser):
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    return target, lambda method, **params: browser.call(method, session, **params)


def picture(browser, page, text, file):
    target, call = opened(browser)
    call("Page.enable")
    call("Emulation.setDeviceMetricsOverride", width=720, height=900, deviceScaleFactor=2, mobile=True)
    browser.events.clear()
    call("Page.navigate", url=page.as_uri())
    browser.wait("Page.loadEventFired")
    find = """(() => {
        const f = [...document.querySelectorAll('figure')].find(f => f.textContent.includes(%s));
        if (!f) return null;
        const r = f.getBoundingClientRect();
        return {x: r.x + scrollX - 8, y: r.y + scrollY - 8, width: r.width + 16, height: r.height + 16, scale: 1};
    })()""" % json.dumps(text)
    clip = call("Runtime.evaluate", expression=find, returnByValue=True)["result"].get("value")
    if clip is None:
        sys.exit(f"no chart says {text!r}")
    shot = call("Page.captureScreenshot", captureBeyondViewport=True, format="png", clip=clip)
    file.write_bytes(base64.b64decode(shot["data"]))
    browser.call("Target.closeTarget", targetId=target)


def look(browser, page, way, look_at, out):
    target, call = opened(browser)

    for domain in ("Page", "Runtime", "Log", "Network"):
        call(domain + ".enable")
    call(
        "Emulation.setDeviceMetricsOverride",
        width=look_at["width"], height=look_at["height"], deviceScaleFactor=1, mobile=look_at["mobile"],
    )
    scheme = "dark" if look_at["dark"] else "light"
    call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.events.clear()
    call("Page.navigate", url=page.as_uri())
    browser.wait("Page.loadEventFired")
    wrong = {}
    shot = call("Page.captureScreenshot", captureBeyondViewport=True, format="png")
    (out / f"{way}.png").write_bytes(base64.b64decode(shot["data"]))
    for name, expression in CHECKS.items():
        answer = call("Runtime.evaluate", expression=expression, returnByValue=True)
        value = answer["result"].get("value", answer["result"].get("description"))
        if value:
            wrong[name] = value
    call("Runtime.evaluate", expression="document.querySelector('.lineage article:last-of-type')?.scrollIntoView()")
    shot = call("Page.captureScreenshot", format="png")
    (out / f"{way}-lineage.png").write_bytes(base64.b64decode(shot["data"]))
    if way == "desk":
        paper = base64.b64decode(call("Page.printToPDF", printBackground=False)["data"])
        (out / "paper.pdf").write_bytes(paper)
    asked = [e["params"]["request"]["url"] for e in browser.events if e.get("method") == "Network.requestWillBeSent"]
    if asked != [page.as_uri()]:
        wrong["asked of the network"] = asked
    said = [e["params"] for e in browser.events if e.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded")]
    if said:
        wrong["complaints"] = said
    browser.call("Target.closeTarget", targetId=target)
    return wrong


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("report", type=Path)
    p.add_argument("--out", type=Path, required=True)
    names = ("chromium", "chromium-browser", "google-chrome")
    p.add_argument("--figure", metavar="TEXT", help="keep the chart with this text as a picture")
    p.add_argument("--browser", default=next((n for n in names if shutil.which(n)), "chromium"))
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    browser = Browser(a.browser)
    wrong = {}
    for way, look_at in WAYS.items():
        found = look(browser, a.report.resolve(), way, look_at, a.out)
        if found:
            wrong[way] = found
    if a.figure:
        picture(browser, a.report.resolve(), a.figure, a.out / "figure.png")
    browser.close()
    print(json.dumps({"report": str(a.report), "bytes": a.report.stat().st_size, "looked": list(WAYS), "wrong": wrong}))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
