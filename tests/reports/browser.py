# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium, driven through chromedriver (https://www.w3.org/TR/webdriver2/)."""
import base64
import json
import re
import subprocess
import time
import urllib.error
import urllib.request

KEYS = {"enter": "\ue007", "escape": "\ue00c", "down": "\ue015", "up": "\ue013", "end": "\ue010", "home": "\ue011", "tab": "\ue004"}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """`with Browser() as browser:`; what it fetched and what its console said is kept."""

    def __init__(self, dark=False, width=1280, height=900):
        self.dark, self.size = dark, (width, height)

    def __enter__(self):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        for line in self.driver.stdout:
            if found := re.search(r"started successfully on port (\d+)", line):
                break
        self.base = f"http://127.0.0.1:{found[1]}"
        words = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                 f"--window-size={self.size[0]},{self.size[1]}", "--no-first-run", "--disable-background-networking"]
        if self.dark:
            words.append("--blink-settings=preferredColorScheme=0")
        capabilities = {"browserName": "chrome", "goog:chromeOptions": {"args": words},
                        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        self.session = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})["sessionId"]
        if self.size[0] < 500:  # a window may not be so narrow
            self.do("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride",
                                                  "params": {"width": self.size[0], "height": self.size[1], "deviceScaleFactor": 1, "mobile": False}})
        return self

    def __exit__(self, *_):
        try:
            self.ask("DELETE", f"/session/{self.session}")
        finally:
            self.driver.terminate()
            self.driver.wait(10)
            self.driver.stdout.close()

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.base + path, method=method, headers={"Content-Type": "application/json"},
                                         data=None if method in ("GET", "DELETE") else json.dumps(body or {}).encode())
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.read().decode()[:400]}") from None

    def do(self, method, path, body=None):
        return self.ask(method, f"/session/{self.session}{path}", body)

    def open(self, url):
        """Milliseconds until the page's script is done."""
        begun = time.monotonic()
        self.do("POST", "/url", {"url": url})
        self.until("document.documentElement.dataset.ready === 'yes'")
        return (time.monotonic() - begun) * 1000

    def run(self, script, *values):
        return self.do("POST", "/execute/sync", {"script": script, "args": list(values)})

    def value(self, expression):
        return self.run(f"return {expression}")

    def until(self, condition, seconds=30):
        end = time.monotonic() + seconds
        while not self.value(condition):
            if time.monotonic() > end:
                raise RuntimeError(f"never true: {condition}")
            time.sleep(0.01)

    def element(self, selector):
        return self.do("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.do("POST", f"/element/{self.element(selector)}/click")

    def press(self, *keys):
        """To whatever has the focus."""
        actions = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
        self.do("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def log(self, kind):
        return self.do("POST", "/se/log", {"type": kind})

    def requests(self):
        """Addresses that pages asked for since the last call."""
        messages = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        return [message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"]

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.do("GET", "/screenshot")))
