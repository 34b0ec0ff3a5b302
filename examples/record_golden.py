#!/usr/bin/env python3
"""Records what a PyTorch policy computes for one observation, in the form that `edge-tool export --golden` takes.

    record_golden.py my.ckpt --input observation.safetensors -o my.golden.safetensors [--weights ema_model]

Run it in the trainer's own environment: it needs what trained the policy (torch, dill, hydra and the repository itself
on PYTHONPATH), and safetensors. The observation file holds one window of each key, raw, without a batch axis:
`point_cloud` (To, N, C), `agent_pos` (To, S). A policy that is loaded already is recorded with

    from record_golden import record
    record(policy, {"point_cloud": cloud, "agent_pos": state}, "my.golden.safetensors")
"""
import argparse
import contextlib
import re

import torch
from safetensors.torch import load_file, save_file

# What edge compares: the encoder and its halves, each block and each half of it, resamplers, the network.
LAYERS = re.compile(
    r"obs_encoder(\.extractor|\.state_mlp)?|model(\.diffusion_step_encoder(\.0)?|\.final_conv(\.0)?"
    r"|\.(down|up)_modules\.\d+\.\d+(\.blocks\.\d+)?|\.mid_modules\.\d+(\.blocks\.\d+)?)?")


def kept(tensor):
    """A copy of its own: what is written may share no memory."""
    return tensor.detach().float().cpu().clone().contiguous()


@contextlib.contextmanager
def recorded_noise(draws):
    """Appends to `draws` every tensor that torch.randn and torch.randn_like give."""
    originals = {name: getattr(torch, name) for name in ("randn", "randn_like")}

    def recording(original):
        def draw(*args, **kwargs):
            value = original(*args, **kwargs)
            draws.append(kept(value))
            return value
        return draw

    for name, original in originals.items():
        setattr(torch, name, recording(original))
    try:
        yield
    finally:
        for name, original in originals.items():
            setattr(torch, name, original)


@contextlib.contextmanager
def recorded_layers(policy, layers):
    """Keeps the output of each compared module in its first call, without the batch axis."""
    def keep(name):
        def hook(module, inputs, output):
            # The encoder sees a window's frames as its batch; the network sees one window.
            value = output if name.startswith("obs_encoder") else output[0]
            layers.setdefault(name, kept(value))
        return hook

    handles = [module.register_forward_hook(keep(name)) for name, module in policy.named_modules()
               if LAYERS.fullmatch(name) and not isinstance(module, torch.nn.Identity)]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def record(policy, observation, path, source="the trainer's code"):
    """Runs `policy.predict_action` once and writes inputs, noise, layers and actions to `path`."""
    policy = policy.float().eval()
    device = next(policy.parameters()).device
    observation = {key: kept(value) for key, value in observation.items()}
    draws, layers = [], {}
    with torch.no_grad(), recorded_noise(draws), recorded_layers(policy, layers):
        result = policy.predict_action({key: value[None].to(device) for key, value in observation.items()})
    prediction = result["action_pred"]
    # The first draw of the chunk's shape is where sampling starts; samplers that add noise draw the others in their order.
    noise = [draw[0] for draw in draws if draw.shape == prediction.shape]
    if not noise:
        raise SystemExit("the policy drew no noise through torch.randn: record it where your code draws it")
    tensors = {f"input.{key}": value for key, value in observation.items()}
    tensors["input.noise"] = noise[0]
    if len(noise) > 1:
        tensors["input.step_noise"] = torch.stack(noise[1:])
    tensors |= {f"layer.{name}": value for name, value in layers.items()}
    for key in ("action_pred", "action"):
        tensors[f"output.{key}"] = kept(result[key][0])
    save_file(tensors, path, metadata={"source": f"{source}, torch {torch.__version__}"})


def load(path, weights):
    """The policy of a trainer's checkpoint, made as its workspace makes it."""
    import dill
    import hydra

    payload = torch.load(path, map_location="cpu", pickle_module=dill, weights_only=False)
    policy = hydra.utils.instantiate(payload["cfg"].policy)
    policy.load_state_dict(payload["state_dicts"][weights])
    return policy


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("--input", required=True, metavar="OBSERVATION.safetensors")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--weights", default="ema_model", help="state dict to record: ema_model (default) or model")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    policy = load(arguments.checkpoint, arguments.weights)
    record(policy, load_file(arguments.input), arguments.output, source=f"weights {arguments.weights}")


if __name__ == "__main__":
    main()
