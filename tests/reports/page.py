#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The page of `--format html` in a browser: it opens with a hundred thousand findings, is searched, filtered and walked
by keys, fetches nothing, complains of nothing, and runs nothing that a configuration holds.
`page.py PROGRAM [FOLDER]`; screenshots go to FOLDER. The measurements are printed."""
import sys
import tempfile
import time
from pathlib import Path
from subprocess import run

from browser import Browser

SERVERS = 12_600  # eight findings each
HOSTILE = "</script><img src=x onerror=document.title=1><script>document.title=2</script>\u2028\u202e<!--"
failures = []


def expect(holds, what):
    if not holds:
        failures.append(what)


def large_configuration(folder):
    """A hundred thousand findings: each server has lines of its own that are wrong."""
    server = ("server {{ listen 443 ssl; server_name shop{0}.example; ssl_certificate $a; ssl_certificate_key $a;\\n ssl_protocols TLSv1 TLSv1.2;\\n"
              " ssl_ciphers 'HIGH:DES-CBC3-SHA:RC4-SHA';\\n ssl_prefer_server_ciphers off; }}\\n").replace("\\n", "\n")
    folder.mkdir()
    for part in range(25):
        numbers = range(part * SERVERS // 25, (part + 1) * SERVERS // 25)
        (folder / f"sites{part:02}.conf").write_text("".join(server.format(number) for number in numbers))
    (folder / "nginx.conf").write_text(f'events {{}}\nhttp {{ include sites*.conf;\nserver {{ listen 444 ssl; ssl_certificate $a; ssl_certificate_key $a; server_name "{HOSTILE}"; ssl_protocols TLSv1; }} }}\n')


def page_of(program, folder, name, *words):
    begun = time.monotonic()
    done = run([program, "check", "--format", "html", "--output", name, *words], cwd=folder, capture_output=True, check=False)
    expect(done.returncode in (0, 1), f"check: {done.stderr.decode()[:400]}")
    size = (folder / name).stat().st_size
    print(f"{name}: written in {time.monotonic() - begun:.1f} s, {size / 1e6:.1f} MB")
    return f"file://{folder}/{name}"


def fleet_page(program, folder):
    """Two runs over sixty hosts of two groups; one line is mended on half of them."""
    for name in ("one", "two"):
        for number in range(60):
            host = folder / f"hosts/{'web' if number % 2 else 'mail'}-{number:02}/etc/nginx"
            host.mkdir(parents=True, exist_ok=True)
            versions = "TLSv1.2" if name == "two" and number < 30 else "TLSv1 TLSv1.2"
            (host / "nginx.conf").write_text(f"events {{}}\nhttp {{ ssl_protocols {versions};\n server {{ listen 443 ssl; server_name a{number}.example; "
                                             "ssl_certificate $a; ssl_certificate_key $a; } }\n")
        (folder / "fleet.toml").write_text('inputs = ["hosts"]\n[[group]]\nname = "web"\nowner = "alice"\nhosts = ["web-*"]\n'
                                           '[[group]]\nname = "mail"\nowner = "bob"\nhosts = ["mail-*"]\n')
        run([program, "fleet", "run", "--run", name, "--openssl-version", "1.1.1", "--select", "protocol/obsolete-version,http/hsts-missing", "fleet.toml"], cwd=folder, capture_output=True, check=False)
    run([program, "fleet", "report", "--since", "one", "--format", "html", "--output", "fleet.html"], cwd=folder, capture_output=True, check=False)
    return f"file://{folder}/fleet.html"


def try_fleet(browser, address, folder):
    browser.open(address)
    expect(browser.value("document.title") == "TLS of 60 hosts", "fleet: title")
    # The first cause is one line on the thirty hosts that still have it: its button shows just these.
    browser.click("#causes summary")
    browser.click("#causes button")
    expect(count(browser) == "60 of 120", f"fleet: of the first cause {count(browser)}")  # mended ones, too
    browser.click("#chips button")
    browser.run("const m = document.getElementById('filter-state'); m.value = [...m.options].find(o => o.text === 'mended').value; m.dispatchEvent(new Event('change'));")
    expect(browser.value("[...document.querySelectorAll('.row .state')].every(e => e.textContent === 'mended')"), "fleet: what is mended")
    expect(count(browser).startswith("30 of "), f"fleet: mended {count(browser)}")
    browser.run("const m = document.getElementById('filter-owner'); m.value = [...m.options].find(o => o.text === 'alice').value; m.dispatchEvent(new Event('change'));")
    expect(count(browser).startswith("15 of "), f"fleet: of alice's {count(browser)}")
    # Whoever gets the address sees the same.
    link = browser.value("location.href")
    browser.do("POST", "/url", {"url": "about:blank"})
    browser.open(link)
    expect(count(browser).startswith("15 of "), f"fleet: the address shows {count(browser)}")
    if folder:
        browser.screenshot(folder / "fleet.png")
    quiet(browser, address, "fleet")


def quiet(browser, address, what):
    said = [entry["message"] for entry in browser.log("browser")]
    expect(not said, f"{what}: the console says {said}")
    asked = [url for url in browser.requests() if url.split("#")[0] != address and not url.startswith(("data:", "about:"))]
    expect(not asked, f"{what}: asks for {asked}")
    expect("</script>" in browser.value("document.body.textContent") or what != "large", f"{what}: the hostile name is not shown")
    expect(browser.value("document.title").startswith("TLS of "), f"{what}: something ran: {browser.value('document.title')}")
    expect(browser.value("document.querySelectorAll('img, iframe, object, script:not([type])').length") == 1, f"{what}: elements that we did not write")


def count(browser):
    return browser.value("document.getElementById('count').textContent")


def timed(browser, script, condition):
    """Milliseconds in the page from a change until its list shows it."""
    browser.run("window.begun = performance.now();" + script)
    browser.until(condition)
    return browser.value("performance.now() - window.begun")


def try_large(browser, address, folder):
    loaded = browser.open(address)
    total = int(browser.value("JSON.parse(document.getElementById('data').textContent).severity.length"))
    expect(total >= 100_000, f"large: {total} findings")
    print(f"large: {total} findings open in {loaded:.0f} ms")
    expect(loaded < 15_000, f"large: {loaded:.0f} ms to open")
    expect(browser.value("document.querySelectorAll('.row').length") < 60, "large: rows out of view are there")
    expect(count(browser) == f"{total:,}", f"large: {count(browser)}")
    searched = timed(browser, "const s = document.getElementById('search'); s.value = 'shop11199.example'; s.dispatchEvent(new Event('input'));",
                     "document.getElementById('count').textContent.includes(' of ')")
    print(f"large: a search takes {searched:.0f} ms")
    found = count(browser)
    expect(0 < int(found.split()[0]) <= 16, f"large: a search finds {found}")
    expect("shop11199.example" in browser.value("document.getElementById('rows').textContent"), "large: what is searched is not shown")
    browser.run("const s = document.getElementById('search'); s.value = ''; s.dispatchEvent(new Event('input'));")
    browser.until("!document.getElementById('count').textContent.includes(' of ')")
    browser.run("const m = document.getElementById('filter-severity'); m.value = '2'; m.dispatchEvent(new Event('change'));")
    errors = browser.value("JSON.parse(document.getElementById('data').textContent).severity.filter(s => s === 2).length")
    expect(count(browser) == f"{errors:,} of {total:,}", f"large: errors are {count(browser)}")
    expect(browser.value("[...document.querySelectorAll('.row .badge')].every(b => b.textContent === 'error')"), "large: the filter lets others through")
    browser.click("#chips button")
    # To the very last by keys, and back.
    browser.run("document.getElementById('list').focus()")
    browser.press("end")
    browser.until(f"document.querySelector('.row.here')?.dataset.place === '{total - 1}'")
    box = browser.value("(r => [r.top, r.bottom])(document.querySelector('.row.here').getBoundingClientRect())")
    around = browser.value("(r => [r.top, r.bottom])(document.getElementById('list').getBoundingClientRect())")
    expect(around[0] - 1 <= box[0] and box[1] <= around[1] + 1, f"large: the last row is out of view: {box} in {around}")
    browser.press("home")
    browser.press("down", "down", "enter")
    expect(browser.value("document.getElementById('details').open"), "large: Enter opens nothing")
    expect(browser.value("document.querySelector('#details-body dl').textContent.includes('Remedy')"), "large: details without a remedy")
    if folder:
        browser.screenshot(folder / "details.png")
    browser.press("escape")
    expect(not browser.value("document.getElementById('details').open"), "large: Escape closes nothing")
    browser.press("/")
    expect(browser.value("document.activeElement.id") == "search", "large: / does not search")
    # A label of a chart selects; the address keeps it.
    browser.click(".bars button[data-field=rule]")
    rule = browser.value("document.querySelector('.bars button[data-field=rule]').dataset.value")
    expect(browser.value("new URLSearchParams(location.hash.slice(1)).get('rule')") == rule, "large: the address forgets the rule")
    expect(browser.value(f"[...document.querySelectorAll('.row .second')].some(e => e.textContent === '{rule}')"), "large: a click on a label selects nothing")
    frames = browser.run("""const list = document.getElementById('list'); const begun = performance.now(); let n = 0;
        for (let top = 0; top < list.scrollHeight; top += list.scrollHeight / 200) { list.scrollTop = top; list.dispatchEvent(new Event('scroll')); list.offsetHeight; n++; }
        return (performance.now() - begun) / n;""")
    print(f"large: a step of scrolling takes {frames:.2f} ms")
    quiet(browser, address, "large")


def try_small(browser, address, folder, name):
    loaded = browser.open(address)
    print(f"{name}: opens in {loaded:.0f} ms")
    width = browser.value("[document.documentElement.scrollWidth, window.innerWidth]")
    expect(width[0] <= width[1], f"{name}: wider than the window: {width}")
    expect(browser.value("document.querySelectorAll('#causes li').length") > 0, f"{name}: nothing to mend")
    paper = browser.value("getComputedStyle(document.body).backgroundColor")
    expect((paper == "rgb(255, 255, 255)") != (name == "dark"), f"{name}: {paper}")
    if folder:
        browser.screenshot(folder / f"{name}.png")
    quiet(browser, address, name)


def main(program, folder=None):
    root = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as home:
        home = Path(home)
        large_configuration(home / "large")
        address = page_of(program, home, "large.html", "large")
        with Browser() as browser:
            try_large(browser, address, folder)
        address = fleet_page(program, home)
        with Browser() as browser:
            try_fleet(browser, address, folder)
        address = page_of(program, home, "small.html", "--policy", "mozilla-intermediate", str(root / "fixtures/demo"))
        for name, dark, width in (("light", False, 1280), ("dark", True, 1280), ("narrow", False, 390), ("wide", False, 1900)):
            with Browser(dark, width) as browser:
                try_small(browser, address, folder, name)
    for line in failures:
        print(line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(str(Path(sys.argv[1]).resolve()), *map(Path, sys.argv[2:3])))
