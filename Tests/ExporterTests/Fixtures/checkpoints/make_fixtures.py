"""Makes the small checkpoints beside this file. See README.md."""

import pathlib
import sys
import types

import dill
import torch
from omegaconf import OmegaConf

here = pathlib.Path(__file__).parent
base = torch.arange(24, dtype=torch.float32) / 8
tensors = {
    "whole": base.reshape(2, 3, 4),
    "transposed": base.reshape(4, 6).t(),
    "part": base[5:11],
    "every_other": base[1::2],
    "scalar": torch.tensor(2.5),
    "empty": torch.zeros(0),
    "half": torch.tensor([1.0, -0.5, 65504.0, 6e-8], dtype=torch.float16),
    "bfloat": torch.tensor([1.0, -2.0, 0.15625, 1e5], dtype=torch.bfloat16),
    "double": torch.tensor([0.1, -1e-300, 3.0], dtype=torch.float64),
    "long": torch.tensor([-3, 0, 16777216], dtype=torch.int64),
    "flags": torch.tensor([True, False]),
    "bad": torch.tensor([1.0, float("nan")]),
    "parameter": torch.nn.Parameter(torch.tensor([7.0, 8.0])),
    "epoch": 3,
}
torch.save(tensors, here / "layouts.pt")
torch.save(tensors, here / "layouts-protocol4.pt", pickle_protocol=4)

OmegaConf.register_resolver("eval", eval, replace=True)
cfg = OmegaConf.create(
    {
        "name": "sample",
        "horizon": 16,
        "n_obs_steps": 2,
        "past": "${eval:'${n_obs_steps}-1'}",
        "policy": {"horizon": "${horizon}", "shape_meta": "${task.shape_meta}", "down_dims": [8, 16], "lr": 1e-4,
                   "neighbour": "${.horizon}", "missing": "???", "none": None, "on": True},
        "task": {"shape_meta": {"action": {"shape": [4]}}},
    }
)
model = torch.nn.Linear(2, 3)
with torch.no_grad():
    model.weight.copy_(torch.arange(6).reshape(3, 2))
    model.bias.copy_(torch.tensor([0.5, 1.5, 2.5]))
optimizer = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.99))
model(torch.ones(1, 2)).sum().backward()
optimizer.step()
with torch.no_grad():
    model.weight.copy_(torch.arange(6).reshape(3, 2))
    model.bias.copy_(torch.tensor([0.5, 1.5, 2.5]))


# A class that no reader knows, named as if it came from an installed module.
Odd = type("Odd", (), {"__module__": "odd_module"})
sys.modules["odd_module"] = types.ModuleType("odd_module")
sys.modules["odd_module"].Odd = Odd
odd = Odd()
odd.value = {1: [2, 3]}

payload = {
    "cfg": cfg,
    "state_dicts": {"model": model.state_dict(), "optimizer": optimizer.state_dict()},
    "pickles": {"epoch": dill.dumps(3), "odd": odd},
}
with open(here / "trainer.ckpt", "wb") as file:
    torch.save(payload, file, pickle_module=dill)
