"""How JavaScript modules become the one text that Streamlit sends: joined in order, and anything unclear refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from unet_demo.ui import components
from unet_demo.ui.components import script_of
from unet_demo.ui.components.bundle import ScriptError, bundle
from unet_demo.ui.components.tight import tight

FOLDER = Path(components.__file__).parent
ENTRY = re.compile(r"^export default ", re.MULTILINE)
ENTRIES = sorted(path for path in FOLDER.rglob("*.js") if ENTRY.search(path.read_text(encoding="utf-8")))
IMPORTED = re.compile(r'from "(\.[^"]+)"')


def joined(folder: Path, **files: str) -> str:
    """The bundle of main.js among these files; a name like shared__one is shared/one.js."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.js"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return bundle(folder / "main.js", folder)


def test_each_file_comes_once_after_what_it_imports(tmp_path: Path) -> None:
    text = joined(
        tmp_path,
        main='import { b } from "./b.js";\nimport { a as c } from "./deep/a.js";\n\nexport default () => [c, b];\n',
        b='import { a } from "./deep/a.js";\n\nexport const b = [a];\n',
        deep__a="// a comment\n  // another\nconst own = 1; // a third\n\nexport function a() {\n  return own;\n}\n",
    )
    assert text == (
        "const m0=(()=>{\nconst own=1;\nfunction a(){\nreturn own;\n}\nreturn{a};\n})();\n"
        "const m1=(({a})=>{\nconst b=[a];\nreturn{b};\n})(m0);\n"
        "export default (({b},{a:c})=>{\nreturn()=>[c,b];\n})(m1,m0);\n"
    )


def test_an_import_may_take_several_lines(tmp_path: Path) -> None:
    main = 'import {\n  one,\n  two as other,\n} from "./parts.js";\n\nexport default [one, other];\n'
    text = joined(tmp_path, main=main, parts="export class one {}\nexport async function two() {}\n")
    assert "(({one,two:other})=>{" in text


@pytest.mark.parametrize(
    ("match", "files"),
    [
        ("no file inside", {"main": 'import { a } from "./a.js";\nexport default a;\n'}),
        ("no file inside", {"main": 'import { a } from "../../a.js";\nexport default a;\n'}),
        (
            'imports "b"; a.js exports a.',
            {"main": 'import { b } from "./a.js";\nexport default b;\n', "a": "export const a = 1;\n"},
        ),
        (
            "a.js → b.js → a.js is a circle",
            {
                "main": 'import { a } from "./a.js";\nexport default a;\n',
                "a": 'import { b } from "./b.js";\nexport const a = () => b;\n',
                "b": 'import { a } from "./a.js";\nexport const b = () => a;\n',
            },
        ),
        ("is no entry", {"main": "export const a = 1;\n"}),
        ("is an entry and exports a", {"main": "export const a = 1;\nexport default a;\n"}),
        (
            "is an entry and is imported",
            {"main": 'import { a } from "./a.js";\nexport default a;\n', "a": "export default 1;\n"},
        ),
        ('has "import{a}from', {"main": 'const b = 1;\nimport { a } from "./a.js";\nexport default b;\n'}),
        ('has "import a from', {"main": 'import a from "./a.js";\nexport default a;\n'}),
        ('has "import\\*as a', {"main": 'import * as a from "./a.js";\nexport default a;\n'}),
        ('has "import"', {"main": 'import "./a.js";\nexport default 1;\n'}),
        ('has "import\\(', {"main": 'import("./a.js");\nexport default 1;\n'}),
        ('has "export let', {"main": "export let a = 1;\n"}),
        ('has "export const\\[', {"main": "export const [a, b] = [1, 2];\n"}),
        ('has "export{a}', {"main": "const a = 1;\nexport { a };\n"}),
        ('has "export default', {"main": "export default function a() {\n}\n"}),
        ('has "export default', {"main": "export default 1;\nconst a = 2;\n"}),
        ('write names, or "name as other"', {"main": 'import { a b } from "./a.js";\nexport default 1;\n'}),
        ("does not end there", {"main": "const a = `one\n// two`;\nexport default a;\n"}),
        ("does not end there", {"main": 'const a = "one\\\n// two";\nexport default a;\n'}),
        ("does not end there", {"main": "const a = `${[1].map((b) => `${b}`)}`;\nexport default a;\n"}),
        ("block comment", {"main": "const a = 1; /* one\n// two */\nexport default a;\n"}),
    ],
)
def test_whatever_is_unclear_is_refused(tmp_path: Path, match: str, files: dict[str, str]) -> None:
    with pytest.raises(ScriptError, match=match):
        joined(tmp_path, **files)


@pytest.mark.parametrize(
    ("line", "shorter"),
    [
        ("  const a = b / c; // half", "const a=b/c;"),
        ("a + +b; a - -b; a++ + ++b; i = -j;", "a+ +b;a- -b;a++ + ++b;i=-j;"),
        ("return [a, b] in c ? .5 : -1;", "return[a,b]in c? .5:-1;"),
        ("a?.b ?? c ? d : e;", "a?.b??c?d:e;"),
        ('x = "a  //  b" + `${a + b} // c` + \'"  \';', 'x="a  //  b"+`${a + b} // c`+\'"  \';'),
        (r"x.replace(/a \/ [/ ] b/g, '  ') / 2;", r"x.replace(/a \/ [/ ] b/g,'  ')/2;"),
        ("return /a  b/; () => /c  d/; x.return / a / b", "return/a  b/;()=>/c  d/;x.return/a/b"),
        ("const {a: b} = {...c}; async () => ({});", "const{a:b}={...c};async()=>({});"),
        ("a / b / c; (a) / b; a[0] / b", "a/b/c;(a)/b;a[0]/b"),
        ("    ", ""),
        ("// only said", ""),
    ],
)
def test_a_line_keeps_what_it_says(line: str, shorter: str) -> None:
    assert tight(line) == shorter
    assert tight(shorter) == shorter


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda path: path.stem)
def test_our_own_modules_can_be_joined(entry: Path) -> None:
    name = str(entry.relative_to(FOLDER))
    text = script_of(name)
    assert len(re.findall(r"^(?:im|ex)port\b", text, re.MULTILINE)) == 1
    assert not re.search(r"^\s|^//|\s$", text[:-1], re.MULTILINE)
    assert text == script_of(name)  # the same bytes each time: Streamlit knows a script again by them


def test_every_file_is_part_of_a_component() -> None:
    used, waiting = set(ENTRIES), list(ENTRIES)
    while waiting:
        path = waiting.pop()
        found = {(path.parent / name).resolve() for name in IMPORTED.findall(path.read_text(encoding="utf-8"))}
        waiting += found - used
        used |= found
    assert used == set(FOLDER.rglob("*.js"))
    assert len(ENTRIES) > 10
