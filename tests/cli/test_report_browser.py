#!/usr/bin/env python3
"""The page of dgh report in a real Chromium without a window: no errors, no requests, plots drawn,
a view in 3-D that is not empty, sorting, warnings, harmless text.

test_report_browser.py PROGRAM SOURCE_DIR PROGRAM_WITHOUT_VIEWER      exit 77: no Chromium, chromedriver or selenium
"""
import base64
import io
import json
import os
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

import report_trees
from report_trees import EVIL, make_tree
from run import EXAMPLES, run

PROGRAMS = (shutil.which("chromium") or shutil.which("chromium-browser") or
            shutil.which("google-chrome"), shutil.which("chromedriver"))
try:
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service
except ImportError:
    webdriver = None
if webdriver is None or not all(PROGRAMS):
    print("skipped: chromium, chromium-driver and python3-selenium are needed")
    sys.exit(77)

PATIENCE_S = 90
SHOTS = os.environ.get("DGH_SCREENSHOTS")  # a folder: pictures of the pages are left there
PLOTS = ("diagram", "volcano", "distribution", "potential")


class Browser:
    """One Chromium for all pages; whoever asks gets what happened since the page was opened."""

    def __init__(self, folder):
        options = Options()
        options.binary_location = PROGRAMS[0]
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                         "--disable-background-networking", "--no-first-run",
                         "--use-gl=angle", "--use-angle=swiftshader",
                         "--enable-unsafe-swiftshader", "--window-size=1300,1000",
                         f"--user-data-dir={folder}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(PROGRAMS[1]))
        self.driver.set_script_timeout(PATIENCE_S)

    def js(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def wait(self, text):
        end = time.monotonic() + PATIENCE_S
        while not self.js("return Boolean(" + text + ")"):
            if time.monotonic() > end:
                raise TimeoutError(text)
            time.sleep(0.1)

    def open(self, path):
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(pathlib.Path(path).as_uri())
        self.wait("document.documentElement.dataset.ready === 'yes'")

    def errors(self):
        return [e["message"] for e in self.driver.get_log("browser")
                if e["level"] in ("SEVERE", "WARNING") and "GL Driver Message" not in e["message"]
                and "GPU stall" not in e["message"]]

    def requests(self):
        """Addresses that were asked for, but the page itself and what it made in memory."""
        found = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] in ("Network.requestWillBeSent", "Network.webSocketCreated"):
                p = message["params"]
                found.append(p["request"]["url"] if "request" in p else p["url"])
        return [u for u in found if not u.startswith(("blob:", "data:", "file:"))], found

    def picture(self, element_id=None):
        if element_id:
            node = self.driver.find_element("id", element_id)
            self.js("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", node)
            return node.screenshot_as_png
        return self.driver.get_screenshot_as_png()

    def keep(self, name, width=1300):
        if not SHOTS:
            return
        height = min(self.js("return document.documentElement.scrollHeight"), 12000)
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        time.sleep(1)
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot",
                                           {"format": "png", "captureBeyondViewport": True})
        pathlib.Path(SHOTS).mkdir(parents=True, exist_ok=True)
        pathlib.Path(SHOTS, name + ".png").write_bytes(base64.b64decode(shot["data"]))
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def colours(png):
    """How many different colours a picture has: an empty canvas has one."""
    try:
        from PIL import Image
    except ImportError:
        return len(png) / 100
    return len(set(Image.open(io.BytesIO(png)).convert("RGB").getdata()))


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.browser = Browser(os.path.join(cls.folder.name, "profile"))

    @classmethod
    def tearDownClass(cls):
        cls.browser.driver.quit()
        cls.folder.cleanup()

    def make(self, name, *arguments, cwd=EXAMPLES):
        path = pathlib.Path(self.folder.name, name + ".html")
        if not path.exists():
            code, _, err = run("report", *arguments, "-o", path, cwd=cwd)
            self.assertIn(code, (0, 4), err)
        return path

    def assert_quiet(self):
        self.assertEqual(self.browser.errors(), [])
        outside, all_of_them = self.browser.requests()
        self.assertEqual(outside, [])
        files = {u.split("#")[0] for u in all_of_them if u.startswith("file:")}
        self.assertLessEqual(len(files), 1, files)

    def has_pictures(self):
        return self.browser.js("return !document.getElementById('no-plots')")

    def test_small_study(self):
        b = self.browser
        b.open(self.make("pt111", "pt111-h"))
        for name in (*PLOTS, "gcn") if self.has_pictures() else ():
            self.assertEqual(b.js("return document.getElementById(arguments[0]).dataset.drawn",
                                  f"plot-{name}"), "yes")
            self.assertGreater(b.js("return document.querySelectorAll(arguments[0]).length",
                                    f"#plot-{name} .trace, #plot-{name} .boxes"), 0, name)
            self.assertGreater(colours(b.picture(f"plot-{name}")), 20, name)
        for part in ("−0.256", "H_fcc", "fcc hollow", "norskov2005", "CODATA 2018"):
            self.assertIn(part, b.js("return document.body.textContent"))
        b.keep("small")
        b.keep("small-narrow", 420)
        self.assert_quiet()

    def test_without_libraries(self):
        if not report_trees.PLAIN:
            self.skipTest("no program without viewer was given")
        b, page = self.browser, pathlib.Path(self.folder.name, "plain.html")
        self.assertEqual(report_trees.run_plain("report", "-q", "pt111-h", "-o", page)[0], 0)
        b.open(page)
        self.assertIn("neither plotly.js nor 3Dmol.js", b.js(
            "return document.getElementById('no-plots').innerText"))
        self.assertEqual(b.js("return document.querySelectorAll('table.sites tbody tr').length"), 3)
        b.js("openSite(0)")
        b.wait("document.querySelector('#site-0 table')")
        self.assert_quiet()

    def test_sorting_by_mouse_and_key(self):
        b = self.browser
        b.open(self.make("pt111", "pt111-h"))
        first = "return [...document.querySelectorAll('table.sites tbody th')].map(e => e.innerText)"
        head = next(h for h in b.driver.find_elements("css selector", "table.sites thead button")
                    if h.text.startswith("ΔE"))
        head.click()
        self.assertEqual(b.js(first), ["H_fcc", "H_top", "H_hcp"])
        cell = head.find_element("xpath", "..")
        self.assertEqual(cell.get_attribute("aria-sort"), "ascending")
        head.send_keys(" ")
        self.assertEqual(b.js(first), ["H_hcp", "H_top", "H_fcc"])
        self.assertEqual(cell.get_attribute("aria-sort"), "descending")
        b.driver.find_element("css selector", "#sites input").send_keys("hcp")
        self.assertEqual(b.js(first), ["H_hcp"])
        self.assert_quiet()

    def test_view_in_three_dimensions(self):
        b = self.browser
        b.open(self.make("density", "--ref-h2", "-31.734600", "pt111-h-density"))
        if not self.has_pictures():
            self.skipTest("this build has no viewer")
        b.wait("document.getElementById('view-0') && document.getElementById('view-0').dataset.drawn")
        b.wait("document.getElementById('plot-slice-0').dataset.drawn && "
               "document.getElementById('plot-profile-0').dataset.drawn")
        tilted = b.picture("view-0")
        self.assertGreater(colours(tilted), 100)
        button = "[...document.querySelectorAll('#site-0 button')].find(e => e.innerText === '%s')"
        b.js("return " + button % "Top" + ".click()")
        time.sleep(0.5)
        top = b.picture("view-0")
        self.assertNotEqual(tilted, top)
        b.js("document.getElementById('drho-0').click()")
        time.sleep(0.5)
        self.assertNotEqual(top, b.picture("view-0"), "no isosurface was there")
        self.assertIn("no-reference", b.js("return document.getElementById('findings').textContent"))
        self.assertTrue(b.js("return document.querySelectorAll('#findings li.warning').length > 3"))
        b.keep("density")
        self.assert_quiet()

    def test_many_sites_with_hostile_names(self):
        b, folder = self.browser, pathlib.Path(self.folder.name)
        tree = make_tree(folder / "many", [f"site_{i:02}" for i in range(48)] + [EVIL])
        report_trees.copy_run(report_trees.PT111 / "H_top" / "relax", tree / "H_bad" / "relax",
                              edit=lambda text: text[: text.rindex("JOB DONE") - 4000])
        page = self.make("many", "--title", EVIL, "many", cwd=folder)
        size = page.stat().st_size
        self.assertLess(size, 5_000_000)
        b.open(page)
        t = b.js("const n = performance.getEntriesByType('navigation')[0];"
                 "const p = performance.getEntriesByName('first-contentful-paint')[0];"
                 "return [n.domContentLoadedEventEnd, p ? p.startTime : -1, performance.now()]")
        print(f"50 sites: {size} bytes; page built after {t[0] / 1000:.2f} s, painted after "
              f"{t[1] / 1000:.2f} s, plots drawn within {t[2] / 1000:.2f} s")
        self.assertEqual(b.js("return document.querySelectorAll('table.sites tbody tr').length"), 50)
        self.assertEqual(b.js("return document.querySelectorAll('#main img').length"), 0)
        self.assertEqual(b.js("return document.title"), EVIL)
        self.assertIn(EVIL, b.js("return document.getElementById('sites').textContent"))
        bad = "[...document.querySelectorAll('table.sites tbody tr')].find(r => /H_bad/.test(r.innerText))"
        self.assertIn("refused", b.js("return " + bad + ".innerText"))
        self.assertTrue(b.js("return document.querySelector('#findings li').className === 'error'"))
        b.js("for (const d of document.querySelectorAll('details.site')) d.open = true")
        b.wait("document.querySelectorAll('details.site .inside > *').length > 100")
        if self.has_pictures():
            b.wait("document.querySelector('.view[data-drawn]')")
            self.assertEqual(b.js("return document.querySelectorAll('canvas').length < 16"), True)
        b.keep("many")
        self.assert_quiet()


if __name__ == "__main__":
    report_trees.main(unittest)
