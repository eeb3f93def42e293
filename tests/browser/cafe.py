"""Hold a café by clicking: the office announces it, a facilitator writes at a table."""

from datetime import datetime, timedelta

from civic.kit.clock import local, now
from tests.browser.visitor import Visitor

CAFE = "公民咖啡館：永吉路走得安心"
THOUGHT = "永吉路人行道太窄，推嬰兒車只能走在車道上。"


def announce(office: Visitor) -> str:
    """Plan and announce a café at an hour when notes may be written now; return its number."""
    starts = _start(now())
    office.go("/events")
    office.click("籌辦活動")
    office.choose("活動類型", "公民咖啡館")
    office.fill("活動名稱", CAFE)
    office.fill("英文名稱", "Citizen Café: a safe walk along Yongji Road")
    office.choose("行政區", "信義區")
    office.choose("主辦機關", "臺北市政府地政局")
    office.fill("活動地點", "永吉里區民活動中心")
    office.fill("活動日期", f"{starts.year - 1911}/{starts.month}/{starts.day}")
    office.fill("開始時間", starts.strftime("%H:%M"))
    office.fill("結束時間", "23:59")
    office.fill("桌上討論的問題", "走在永吉路，最擔心什麼？")
    office.page.get_by_role("main").get_by_label("交通旅遊").check()
    office.press("儲存")
    number = office.path.rsplit("/", 1)[-1]
    office.press("公告活動")
    return number


def appoint(office: Visitor, address: str, event: str) -> None:
    """Make a person facilitator of the event."""
    office.go("/duties")
    office.fill("對方的電子郵件", address)
    office.choose("職務", "主持人")
    office.fill("活動編號（主持人適用）", event)
    office.press("指派")


def write(host: Visitor, thought: str, kind: str = "需求") -> None:
    """Put one note on the table whose page is open."""
    host.page.get_by_role("radio", name=kind, exact=True).check()
    host.page.get_by_label("便利貼內容").fill(thought)
    host.press("貼上")
    host.sees(thought)


def _start(instant: datetime) -> datetime:
    """Return a start within the three hours before which a table may write, an hour before midnight at the latest."""
    here = local(instant).replace(second=0, microsecond=0)
    return min(here + timedelta(minutes=30), here.replace(hour=22, minute=30))
