#!/usr/bin/env python3
"""Brings the lists of public members of a project up to date with what the analyzer found; called by eng/public_api.sh."""
import json
import pathlib
import sys

UNDECLARED, GONE = "RS0016", "RS0017"
HEADER = "#nullable enable"


def findings(sarif):
    """Members that are missing in the lists, and members that are listed but no longer there."""
    added, removed = set(), set()
    for result in json.loads(pathlib.Path(sarif).read_text(encoding="utf-8-sig"))["runs"][0]["results"]:
        if result["ruleId"] not in (UNDECLARED, GONE):
            continue
        text = result["message"]["text"]
        name = result.get("properties", {}).get("customProperties", {}).get("APIName") or text[text.index("'") + 1:text.rindex("'")]
        (added if result["ruleId"] == UNDECLARED else removed).add(name)
    return added, removed


def read(path):
    return {line for line in path.read_text(encoding="utf-8").splitlines() if line and line != HEADER} if path.exists() else set()


def write(path, members):
    path.write_text("\n".join([HEADER, *sorted(members)]) + "\n", encoding="utf-8")


def main():
    project, sarif = pathlib.Path(sys.argv[1]), sys.argv[2]
    shipped_path, unshipped_path = project / "PublicAPI.Shipped.txt", project / "PublicAPI.Unshipped.txt"
    shipped, unshipped = read(shipped_path), read(unshipped_path)
    added, removed = findings(sarif)
    unshipped = (unshipped | added) - removed
    # A member of a release that is gone is a change that breaks callers: said so in the list, and in the changelog.
    unshipped |= {f"*REMOVED*{name}" for name in removed & shipped}
    if "--ship" in sys.argv:
        shipped = {name for name in shipped | unshipped if not name.startswith("*REMOVED*") and f"*REMOVED*{name}" not in unshipped}
        unshipped = set()
    write(shipped_path, shipped)
    write(unshipped_path, unshipped)
    print(f"{project}: {len(shipped)} public members shipped, {len(unshipped)} new; {len(added)} added and {len(removed)} removed just now")


if __name__ == "__main__":
    main()
