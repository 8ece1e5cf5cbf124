"""What `./run check` looks at beside ruff, mypy and import-linter: dead links, and the published JSON Schemas."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.export import TRAVELLERS, file_name, render

ROOT = Path(__file__).parents[1]
PUBLISHED = ROOT / "schemas" / "json"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def dead_links(root: Path) -> Iterator[str]:
    """Relative links in tracked Markdown files whose file or heading does not exist."""
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in tracked.stdout.split():
        page = root / name
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target) and not _exists(page, target):
                yield f"{name}: dead link {target}"


def breaks(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """How the schema `new` could refuse, or no longer give, what a reader of `old` relies on."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        if old != new:
            yield f"{path}: {old!r} became {new!r}"
        return
    for key in sorted(old.keys() - {"description", "title", "default", "required"}):
        if key not in new:
            yield f"{path}/{key} is gone"
        elif key == "enum":
            yield from (f"{path}: {value!r} is gone" for value in old[key] if value not in new[key])
        else:
            yield from breaks(old[key], new[key], f"{path}/{key}")
    for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
        yield f"{path}: {name} became required"


def schema_problems() -> Iterator[str]:
    for record in TRAVELLERS:
        path = PUBLISHED / file_name(record)
        if not path.exists():
            yield f"{path.name} is not published: run ./run vedette schemas"
            continue
        old, new = path.read_text(encoding="utf-8"), render(record)
        broken = list(breaks(json.loads(old), json.loads(new)))
        yield from (f"{path.name}: {problem} (raise the version in the record's tag)" for problem in broken)
        if old != new and not broken:
            yield f"{path.name} is out of date: run ./run vedette schemas"


def _exists(page: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    file = page if not name else (page.parent / name).resolve()
    if not file.exists() or not anchor:
        return file.exists()
    headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def main() -> int:
    problems = [*dead_links(ROOT), *schema_problems()]
    print("\n".join(problems) or "links and JSON Schemas: fine")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
