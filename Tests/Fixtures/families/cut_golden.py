"""Cuts a golden record of a family down to what the tests compare: inputs, outputs, and layers that are whole.

    python cut_golden.py FULL.golden.safetensors ...      writes each beside this script, under the same name

Left out are the trace of every network call and the layers of which the record holds only a part.
"""

import json
import pathlib
import struct
import sys


def cut(path: pathlib.Path) -> bytes:
    """The cut record, the same bytes whenever it is made."""
    full = path.read_bytes()
    length = struct.unpack("<Q", full[:8])[0]
    header = json.loads(full[8 : 8 + length])
    metadata = header.pop("__metadata__")
    partial = json.loads(metadata.pop("partial", "{}"))
    metadata["cut"] = "without trace and partial layers"
    kept, data = {"__metadata__": dict(sorted(metadata.items()))}, b""
    for name in sorted(header):
        if name.startswith("trace.") or name.removeprefix("layer.") in partial:
            continue
        first, end = header[name]["data_offsets"]
        kept[name] = {**header[name], "data_offsets": [len(data), len(data) + end - first]}
        data += full[8 + length + first : 8 + length + end]
    text = json.dumps(kept, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


for path in map(pathlib.Path, sys.argv[1:]):
    (pathlib.Path(__file__).parent / path.name).write_bytes(cut(path))
