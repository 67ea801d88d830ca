"""What keras.layers.Concatenate really gives, written down for lessons and tests: python -m benchmarks.keras_table

Needs `pip install keras` beside torch, whose backend it uses (KERAS_BACKEND=torch). Batch and channels last, as there.
"""

from __future__ import annotations

import json
import os
from itertools import product
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")
TABLE = Path(__file__).resolve().parents[1] / "assets" / "records" / "keras.json"
PAIRS = [
    ((2, 2, 2), (2, 2, 2)),
    ((1, 8, 8, 64), (1, 8, 8, 64)),
    ((1, 8, 8, 64), (1, 8, 8, 32)),
    ((1, 64, 8, 8), (1, 64, 8, 8)),
    ((1, 45, 60, 16), (1, 44, 60, 16)),
    ((2, 4, 4, 3), (1, 4, 4, 3)),
    ((3, 5), (3, 7)),
    ((1, 8, 8, 4), (8, 8, 4)),
]


def rows() -> list[dict[str, object]]:
    """One row a call: shapes, axis, the shape that came out (None where Keras refused) and what it said."""
    import keras
    import numpy as np

    found = []
    for (first, second), axis in product(PAIRS, (-1, -2, 0, 1, 2, 3)):
        arrays = [np.zeros(shape, "float32") for shape in (first, second)]
        try:
            shape, said = list(keras.layers.Concatenate(axis=axis)(arrays).shape), ""
        except Exception as error:  # noqa: BLE001 - each backend refuses in its own way
            shape, said = None, f"{type(error).__name__}: {str(error).splitlines()[0][:160]}"
        found.append({"first": first, "second": second, "axis": axis, "shape": shape, "said": said})
    return found


def main() -> None:
    import inspect

    import keras

    table = {
        "command": "python -m benchmarks.keras_table",
        "keras": keras.__version__,
        "layer_default_axis": inspect.signature(keras.layers.Concatenate.__init__).parameters["axis"].default,
        "ops_default_axis": inspect.signature(keras.ops.concatenate).parameters["axis"].default,
        "has_sessions": hasattr(keras.backend, "get_session"),
        "rows": rows(),
    }
    TABLE.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(TABLE.name, len(rows()))


if __name__ == "__main__":
    main()
