"""Writes the safetensors fixtures with the official library."""

import pathlib

import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent

values = [0.0, -0.0, 1.0, -2.5, 65504.0, 6.103515625e-05, 5.960464477539063e-08, float("inf")]
save_file(
    {
        "scalar": torch.tensor(3.25),
        "empty": torch.zeros(0, 3),
        "half": torch.tensor(values, dtype=torch.float16),
        "brain": torch.tensor(values, dtype=torch.bfloat16),
        "double": torch.tensor([0.1, -1e300, 1e-300], dtype=torch.float64),
        "long": torch.tensor([-(2**53) - 1, 16777217], dtype=torch.int64),
        "int": torch.tensor([[-1, 2], [3, 2**31 - 1]], dtype=torch.int32),
        "flag": torch.tensor([True, False]),
        "größe/Ω": torch.tensor([1.5, 2.5]),
    },
    here / "official-mixed.safetensors",
    metadata={"format": "pt"},
)
save_file(
    {
        "b.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3),
        "b.bias": torch.tensor([-1.0, 0.5]),
        "a": torch.tensor(7.0),
        'quote"tab': torch.zeros(0),
    },
    here / "official-float.safetensors",
    metadata={"note": 'a "quoted"\nline'},
)
