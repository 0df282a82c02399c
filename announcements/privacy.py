"""What must not stand in a text that everyone will read: numbers and addresses that lead to one person (R1.4).

Pure. It looks for what people write by mistake, spaces, dashes, full-width and Chinese figures included; names it can't
know. The station's own landline and dates are no secrets and pass.
"""

import re
import unicodedata

_GAP = r"[\s\-_.·‐-―−﹣]{0,2}"
_CHINESE_FIGURES = str.maketrans("〇零一二三四五六七八九", "00123456789")
# Taken out first: figures that are not a person's, and that would run together with others.
_INNOCENT = re.compile(
    r"(?<!\d)(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}(?!\d)"  # a date
    r"|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)"  # a time of day
    rf"|(?<!\d)\(?0[1-9]\d{{1,2}}\)?{_GAP}[2-9]\d{{2,3}}{_GAP}\d{{4}}(?!\d)"  # a landline
)


def _figures(count: int) -> str:
    return rf"(?:{_GAP}\d){{{count}}}"


_KINDS = (
    # Only from the beginning of a word on: in a long one every further letter would be tried anew.
    ("电子邮箱", re.compile(r"(?<![\w.+-])[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")),
    ("身份证件号码", re.compile(rf"(?<!\d)[1-9]{_figures(16)}{_GAP}[\dXx](?!\d)")),
    ("身份证件号码", re.compile(rf"(?<!\d)[1-9]{_figures(14)}(?!\d)")),
    ("身份证件号码", re.compile(r"(?<![A-Za-z0-9])[A-Za-z]\d{8,10}(?!\d)")),
    ("手机号码", re.compile(rf"(?<!\d)(?:\+?86{_GAP})?1{_GAP}[3-9]{_figures(9)}(?!\d)")),
    ("一长串号码", re.compile(rf"(?<!\d)[1-9]{_figures(10)}")),
)


def personal_in(text: str) -> str:
    """What kind of personal number or address stands in the text, in words; "" where there is none."""
    plain = unicodedata.normalize("NFKC", text)
    # 一 and 十 are words too: only figures standing in a row like a number are read as one.
    plain = re.sub(r"[〇零一二三四五六七八九]{6,}", lambda found: found.group().translate(_CHINESE_FIGURES), plain)
    plain = _INNOCENT.sub("|", plain)
    return next((kind for kind, pattern in _KINDS if pattern.search(plain)), "")
