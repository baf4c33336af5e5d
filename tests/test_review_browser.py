"""The review application in a real browser: the story of a team, every page at two widths, keys, and without scripts."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from cdp_toolkit.shipped import shipped
from cdp_toolkit.values import Address
from cdp_toolkit.workbooks.reading import read_filled
from tests.review_app import PASSWORD

pytestmark = pytest.mark.browser

SCOPE1 = "#f-reporting_year-emissions"
PAGES = [
    "/", "/questions", "/questions?show=hidden", "/questions/7.6", "/questions/7.8", "/questions/7.53.1", "/questions/7.9.1",
    "/questions/1.6", "/questions/3.1.1", "/questions/7.7", "/gaps", "/plan?target=B", "/findings", "/carry-forward",
    "/trail?verify=1", "/people", "/export", "/export/report", "/questions/none",
]  # fmt: skip

HUGE = {"/questions/7.53.1"}  # 86 columns of the same kinds of fields that other pages have
LARGE = {"/questions", "/questions/7.8", "/questions/3.1.1", "/gaps"}  # looked at for accessibility once, not at each width


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, without its Scope 1 of the reporting year."""
    folder = tmp_path_factory.mktemp("browser") / "lumen"
    shutil.copytree(shipped("samples") / "lumen-live", folder)
    lines = (folder / "metrics.csv").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not re.match(r"ghg\.scope1,[^,]*,[^,]*,FY2025,group,{30}", line)]
    assert len(kept) < len(lines)
    (folder / "metrics.csv").write_text("".join(kept), "utf-8")
    return folder


def served(project: Path, *options: str) -> tuple["subprocess.Popen[str]", str]:
    """Start the application as people do and return its process and the address that it shows."""
    command = [sys.executable, "-m", "cdp_toolkit.cli", "review", str(project), "--port", "0", "--no-browser", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found is not None, line
    return process, found[0]


def stop(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    process.communicate(timeout=30)


@pytest.fixture(scope="module")
def team(project: Path) -> Iterator[str]:
    process, address = served(project, "--users")
    yield address
    stop(process)


@pytest.fixture(scope="module")
def alone(project: Path, team: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("alone") / "lumen"
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("review.db*"))
    process, address = served(folder)
    yield address
    stop(process)


def root(address: str) -> str:
    return address.partition("/enter")[0]


def person(browser: Browser, address: str, name: str) -> Page:
    """Log in as somebody, in a browser window of their own."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(root(address))
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Levels")).to_be_visible()
    return page


def set_up(browser: Browser, address: str) -> Page:
    """Make the first admin, who adds the team."""
    page = browser.new_page()
    page.goto(address)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Password, 10 characters").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    for name, role in (("Pia", "preparer"), ("Rolf", "reviewer"), ("Alma", "approver")):
        page.goto(f"{root(address)}/people")
        page.get_by_label("Name", exact=True).fill(name)
        page.locator("form[action='/people'] select[name=role]").select_option(role)
        page.get_by_label("First password").fill(PASSWORD)
        page.get_by_role("region", name="People").get_by_role("button", name="Add").click()
        expect(page.get_by_text("The person is added")).to_be_visible()
    return page


def test_the_story_of_a_team(browser: Browser, team: str, tmp_path: Path) -> None:
    """A preparer fills 7.6 and sees score and check change, a reviewer comments, an approver signs, the export holds it."""
    admin = set_up(browser, team)
    where = f"{root(team)}/questions/7.6"

    pia = person(browser, team, "Pia")
    pia.goto(where)
    expect(pia.locator("#h-points ~ .block summary .pts").first).to_have_text("0/8")
    pia.locator(SCOPE1).fill("16,840")
    expect(pia.locator("#effect")).to_contain_text("If saved")
    expect(pia.locator("#effect")).to_contain_text("7.6 D 0/8 → 1/1")
    pia.get_by_role("button", name="Save").click()
    expect(pia.locator(".flash")).to_contain_text("One answer was saved.")
    expect(pia.locator("#h-points ~ .block summary .pts").first).to_have_text("1/1")
    expect(pia.locator("#h-checks ~ .findings")).to_contain_text("18,640")
    pia.locator(SCOPE1).fill("18640")
    pia.keyboard.press("Control+s")
    expect(pia.locator(".flash")).to_contain_text("One answer was saved.")
    expect(pia.locator("#h-checks ~ .note")).to_have_text("Nothing was found.")
    pia.get_by_role("button", name="Hand to review").click()
    expect(pia.locator(".flash")).to_contain_text("in review now")

    rolf = person(browser, team, "Rolf")
    rolf.goto(where)
    rolf.get_by_label("Comment", exact=True).fill("Agrees with the verifier's statement.")
    rolf.get_by_role("button", name="Comment").click()
    expect(rolf.locator(".comments")).to_contain_text("Agrees with the verifier's statement.")

    pia.goto(where)
    expect(pia.locator(".comments")).to_contain_text("Rolf")
    assert pia.get_by_role("button", name="Approve").count() == 0
    alma = person(browser, team, "Alma")
    expect(alma.locator(".next")).to_contain_text("7.6")
    alma.goto(where)
    alma.get_by_role("button", name="Approve").click()
    expect(alma.locator(".flash")).to_contain_text("approved now")
    expect(alma.locator(SCOPE1)).to_have_text("18,640")
    assert alma.locator(SCOPE1).evaluate("field => field.tagName") == "OUTPUT"

    admin.goto(f"{root(team)}/trail?verify=1")
    expect(admin.locator(".flash")).to_contain_text("The trail is unbroken")
    told = admin.locator(".trail").inner_text()
    for part in ("[approved] 18640", "[in review] 18640", "[drafted] 18640", "[drafted] 16840", "Pia", "Rolf", "Alma"):
        assert part in told

    admin.goto(f"{root(team)}/export")
    with admin.expect_download() as download:
        admin.get_by_role("button", name="Download the workbook").click()
    workbook = tmp_path / "workbook.xlsx"
    download.value.save_as(workbook)
    assert str(read_filled(workbook).response.value(Address("7.6", "reporting_year", "emissions"))) == "18640"


def test_of_two_people_at_once_both_values_are_shown(browser: Browser, alone: str) -> None:
    first, second = entered(browser, alone, 1440), entered(browser, alone, 1440)
    field = "#f-reporting_year-methodology"
    for page in (first, second):
        page.goto(f"{root(alone)}/questions/7.6")
    first.locator(field).fill("meters and bills")
    first.get_by_role("button", name="Save").click()
    expect(first.locator(".flash")).to_be_visible()
    second.locator(field).fill("meters, bills and refills")
    second.get_by_role("button", name="Save").click()

    expect(second.locator("h1")).to_contain_text("Somebody else changed this")
    expect(second.locator(".both")).to_contain_text("meters and bills")
    expect(second.locator(".both")).to_contain_text("meters, bills and refills")
    second.get_by_label("Write mine over it").check()
    second.get_by_role("button", name="Go on").click()
    expect(second.locator(field)).to_have_value("meters, bills and refills")


def entered(browser: Browser, address: str, width: int, *, scripts: bool = True) -> Page:
    """Come in with the key of the run; whatever a page complains of is kept."""
    context: BrowserContext = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_are_accessible_fit_and_complain_of_nothing(browser: Browser, alone: str, width: int) -> None:
    page, axe, wrong = entered(browser, alone, width), Axe(), dict[str, object]()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES:
        page.goto(root(alone) + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = [] if path in HUGE or (width < 500 and path in LARGE) else axe.run(page).response["violations"]
        violations = [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            violations.append("is wider than the window")
        if violations:
            wrong[path] = violations

    assert wrong == {}
    assert [each for each in said if "404" not in each] == []


def test_keys(browser: Browser, alone: str) -> None:
    page = entered(browser, alone, 1440)
    page.goto(f"{root(alone)}/questions/7.6")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("]")
    expect(page.locator("h1")).to_contain_text("7.7")
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_contain_text("search")


def test_answering_works_without_scripts(browser: Browser, alone: str) -> None:
    page = entered(browser, alone, 390, scripts=False)
    page.goto(f"{root(alone)}/questions/7.7")
    page.locator("textarea").first.fill("grid factors of the supplier")
    page.get_by_role("button", name="Save").click()

    expect(page.locator(".flash")).to_contain_text("One answer was saved.")
    expect(page.locator("textarea").first).to_have_value("grid factors of the supplier")
