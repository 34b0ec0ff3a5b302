"""Writes miniature checkpoints in the payload form of the DP3-style trainers, with goldens from PyTorch.

    python make_miniature.py [folder]        needs torch, dill, omegaconf, safetensors

The modules below are written from the trainers' module descriptions with their state-dict keys; the weights
are seeded random numbers, norms and biases included, so that no layer is an identity. The U-Nets are tiny; the
point layers are as wide as the trainers fix them (64, 128, 256 and, with colour, 512), which is most of each
file. `ema_model` shares the encoder's storages with `model`, as a student's frozen encoder does, and differs
elsewhere.
"""
import collections
import copy
import hashlib
import math
import sys
from pathlib import Path

import dill
import omegaconf
import torch
from omegaconf import OmegaConf
from safetensors.torch import save_file
from torch import nn


class StepEmbedding(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.half = width // 2

    def forward(self, t):
        frequencies = torch.exp(torch.arange(self.half) * -(math.log(10000) / (self.half - 1)))
        angle = t[:, None] * frequencies[None, :]
        return torch.cat([angle.sin(), angle.cos()], dim=-1)


class ConvBlock(nn.Module):
    def __init__(self, inputs, outputs, taps, groups):
        super().__init__()
        self.block = nn.Sequential(
            nn.Conv1d(inputs, outputs, taps, padding=taps // 2), nn.GroupNorm(groups, outputs), nn.Mish())

    def forward(self, x):
        return self.block(x)


class ResidualBlock(nn.Module):
    def __init__(self, inputs, outputs, condition, taps, groups):
        super().__init__()
        self.blocks = nn.ModuleList(
            [ConvBlock(inputs, outputs, taps, groups), ConvBlock(outputs, outputs, taps, groups)])
        self.cond_encoder = nn.Sequential(nn.Mish(), nn.Linear(condition, 2 * outputs))
        self.residual_conv = nn.Conv1d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x, g):
        scale, bias = self.cond_encoder(g)[..., None].chunk(2, dim=1)
        return self.blocks[1](scale * self.blocks[0](x) + bias) + self.residual_conv(x)


class Resampler(nn.Module):
    def __init__(self, conv):
        super().__init__()
        self.conv = conv

    def forward(self, x):
        return self.conv(x)


class UNet(nn.Module):
    def __init__(self, spec, condition):
        super().__init__()
        dims, step, n = spec["dims"], spec["step"], spec["blocks"]
        self.n = n
        block = lambda i, o: ResidualBlock(i, o, step + condition, spec["taps"], spec["groups"])
        chain = lambda i, o: [block(i if k == 0 else o, o) for k in range(n)]
        self.diffusion_step_encoder = nn.Sequential(
            StepEmbedding(step), nn.Linear(step, 4 * step), nn.Mish(), nn.Linear(4 * step, step))
        pairs = list(zip([spec["A"], *dims[:-1]], dims))
        self.down_modules = nn.ModuleList()
        for level, (i, o) in enumerate(pairs):
            last = level == len(pairs) - 1
            tail = nn.Identity() if last else Resampler(nn.Conv1d(o, o, 3, 2, 1))
            self.down_modules.append(nn.ModuleList(chain(i, o) + [tail]))
        self.mid_modules = nn.ModuleList([block(dims[-1], dims[-1]) for _ in range(n)])
        self.up_modules = nn.ModuleList(
            [nn.ModuleList(chain(2 * o, i) + [Resampler(nn.ConvTranspose1d(i, i, 4, 2, 1))])
             for i, o in reversed(pairs[1:])])
        # The trainers' last block is not told n_groups: it has the default of its class.
        self.final_conv = nn.Sequential(
            ConvBlock(dims[0], dims[0], spec["taps"], 8), nn.Conv1d(dims[0], spec["A"], 1))
        if spec["family"] == "flowpolicy":
            # A head that the trainers register and never call; theirs is 512 wide.
            self.var_est = nn.Sequential(
                nn.Linear(spec["A"], 8), nn.SiLU(), nn.Linear(8, 8), nn.SiLU(), nn.Linear(8, 8), nn.SiLU(),
                nn.Linear(8, 1))

    def forward(self, sample, t, condition):
        x = sample.transpose(1, 2)
        g = torch.cat([self.diffusion_step_encoder(t), condition], dim=-1)
        skips = []
        for level in self.down_modules:
            for block in level[: self.n]:
                x = block(x, g)
            skips.append(x)
            x = level[self.n](x)
        for block in self.mid_modules:
            x = block(x, g)
        for level in self.up_modules:
            x = torch.cat([x, skips.pop()], dim=1)
            for block in level[: self.n]:
                x = block(x, g)
            x = level[self.n](x)
        return self.final_conv(x).transpose(1, 2)


class PointNet(nn.Module):
    def __init__(self, spec):
        super().__init__()
        layers, width = [], spec["columns"]
        for outputs in (64, 128, 256):
            norm = nn.LayerNorm(outputs) if spec["layernorm"] else nn.Identity()
            layers += [nn.Linear(width, outputs), norm, nn.ReLU()]
            width = outputs
        if spec["columns"] == 6:
            layers.append(nn.Linear(256, 512))
            width = 512
        self.mlp = nn.Sequential(*layers)
        projection = nn.Linear(width, spec["feature"])
        self.final_projection = (
            nn.Sequential(projection, nn.LayerNorm(spec["feature"])) if spec["final_norm"] else projection)

    def forward(self, points):
        return self.final_projection(self.mlp(points).max(dim=1)[0])


class Encoder(nn.Module):
    def __init__(self, spec):
        super().__init__()
        self.extractor = PointNet(spec)
        self.state_mlp = nn.Sequential(nn.Linear(spec["S"], 64), nn.ReLU(), nn.Linear(64, 64))

    def forward(self, obs):
        points = obs["point_cloud"]
        if "imagin_robot" in obs:
            points = torch.cat([points, obs["imagin_robot"][..., : points.shape[-1]]], dim=1)
        return torch.cat([self.extractor(points), self.state_mlp(obs["agent_pos"])], dim=-1)


class Policy(nn.Module):
    def __init__(self, spec):
        super().__init__()
        self.spec = spec
        self.obs_encoder = Encoder(spec)
        self.model = UNet(spec, (spec["feature"] + 64) * spec["To"])


def normalizer(spec, generator):
    """Scale and offset of each key in the trainers' widths; DexArt's clouds have just one number."""
    result = {}
    widths = {"action": spec["A"], "agent_pos": spec["S"], "point_cloud": spec["normalizer"]}
    if spec["M"]:
        widths["imagin_robot"] = 1
    for key, width in widths.items():
        uniform = lambda low, high: torch.rand(width, generator=generator) * (high - low) + low
        result[f"{key}.scale"], result[f"{key}.offset"] = uniform(0.6, 1.8), uniform(-0.3, 0.3)
        for name in ("min", "max", "mean", "std"):
            result[f"{key}.input_stats.{name}"] = uniform(-1, 1)
    return result


def sample(policy, stats, raw, noise, sampler):
    """Runs the policy as the trainers' `predict_action` does, in float32; returns all T actions."""
    spec = policy.spec

    def normalized(key):
        x, scale = raw[key], stats[f"{key}.scale"]
        return (x.reshape(-1, len(scale)) * scale + stats[f"{key}.offset"]).reshape(x.shape)

    obs = {key: normalized(key) for key in raw}
    obs["point_cloud"] = obs["point_cloud"][..., : spec["columns"]]
    condition = policy.obs_encoder(obs).reshape(1, -1)
    network = lambda x, t: policy.model(x, torch.as_tensor(t)[None], condition)
    x = SAMPLERS[sampler](network, noise[None], spec["prediction"])
    width = len(stats["action.scale"])
    return ((x.reshape(-1, width) - stats["action.offset"]) / stats["action.scale"]).contiguous()


def cumulative():
    bar = lambda u: math.cos((u + 0.008) / 1.008 * math.pi / 2) ** 2
    betas = [min(1 - bar((i + 1) / 100) / bar(i / 100), 0.999) for i in range(100)]
    return torch.cumprod(1.0 - torch.tensor(betas, dtype=torch.float32), dim=0)


def ddim(steps, legacy=False):
    def run(network, x, prediction):
        alphas, stride = cumulative(), 100 // steps
        for t in reversed(range(0, steps * stride, stride)):
            alpha, previous = alphas[t], alphas[t - stride] if t >= stride else torch.tensor(1.0)
            output = network(x, t)
            if prediction == "epsilon":
                clean, noise = (x - (1 - alpha) ** 0.5 * output) / alpha**0.5, output
            else:
                clean, noise = output, (x - alpha**0.5 * output) / (1 - alpha) ** 0.5
            direction = output if legacy else noise
            x = previous**0.5 * clean.clamp(-1, 1) + (1 - previous) ** 0.5 * direction
        return x
    return run


def consistency(network, x, prediction):
    assert prediction == "sample"
    scaled = 99 * 10.0
    output = network(x, 99).clamp(-1, 1)
    return scaled / (scaled**2 + 0.25) ** 0.5 * output + 0.25 / (scaled**2 + 0.25) * x


def direct(network, x, prediction):
    return network(x, 100)


def euler(steps):
    def run(network, x, prediction):
        for i in range(steps):
            t = torch.tensor(i / steps * (1 - 0.01) + 0.01, dtype=torch.float32) * 99
            x = x + network(x, t) / steps
        return x
    return run


SAMPLERS = {
    "ddim10": ddim(10), "ddim10legacy": ddim(10, legacy=True), "ddim1": ddim(1), "lcm1": consistency,
    "direct100": direct, "euler1": euler(1), "euler2": euler(2),
}
DEFAULTS = dict(
    family="dp3", T=4, To=2, Ta=4, A=4, S=9, N=16, M=0, columns=3, normalizer=3, layernorm=True,
    final_norm=True, feature=8, dims=[8, 12], blocks=2, taps=5, groups=4, step=16, prediction="sample",
    ema=True, stored=6)
SPECS = {
    # Three levels, a long horizon, both DDIM dialects; the stored cloud has colours that are not read.
    "dp3-T16": dict(T=16, Ta=8, A=8, N=32, dims=[8, 8, 12], normalizer=6,
                    goldens=["ema_model.ddim10", "ema_model.ddim10legacy", "model.lcm1"]),
    # DexArt's form: robot points join the cloud, clouds are normalised by a single number.
    "sdm-robot-T4": dict(family="sdm", A=7, S=5, N=16, M=8, normalizer=1, stored=3,
                         goldens=["model.lcm1", "model.direct100"]),
    # Coloured points, a single level, no copy of averaged weights.
    "flowpolicy-color-T4": dict(family="flowpolicy", To=1, Ta=4, columns=6, normalizer=6, dims=[8],
                                ema=False, goldens=["model.euler1", "model.euler2"]),
    # Noise prediction, an encoder without norms, a window of three, seven actions, taps of three.
    "simple-dp3-epsilon-T8": dict(family="simple-dp3", T=8, To=3, Ta=5, A=7, S=5, N=20, dims=[8, 12, 16],
                                  blocks=1, taps=3, groups=2, layernorm=False, final_norm=False,
                                  prediction="epsilon",
                                  stored=3, ema=False, goldens=["model.ddim10", "model.ddim1"]),
}


def scheduler(name, spec):
    return {
        "_target_": f"diffusers.schedulers.scheduling_{name.lower()}.{name}Scheduler",
        "num_train_timesteps": 100, "beta_start": 0.0001, "beta_end": 0.02,
        "beta_schedule": "squaredcos_cap_v2", "clip_sample": True,
        "set_alpha_to_one": True, "steps_offset": 0, "prediction_type": spec["prediction"]}


def configuration(spec):
    """The configuration in the trainers' form: references stay strings, what inference ignores is kept."""
    obs = {"point_cloud": {"shape": [spec["N"], spec["stored"]], "type": "point_cloud"},
           "agent_pos": {"shape": [spec["S"]], "type": "low_dim"}}
    if spec["M"]:
        obs["imagin_robot"] = {"shape": [spec["M"], 7], "type": "point_cloud"}
    target = {"flowpolicy": "flow_policy_3d.policy.flowpolicy.FlowPolicy",
              "simple-dp3": "diffusion_policy_3d.policy.simple_dp3.SimpleDP3"}
    flow = spec["family"] == "flowpolicy"
    policy = {
        "_target_": target.get(spec["family"], "diffusion_policy_3d.policy.dp3.DP3"), "use_point_crop": True,
        "condition_type": "film", "use_down_condition": True, "use_mid_condition": True,
        "use_up_condition": True, "diffusion_step_embed_dim": spec["step"],
        "down_dims": spec["dims"], "crop_shape": [80, 80],
        "encoder_output_dim": spec["feature"], "horizon": "${horizon}", "kernel_size": spec["taps"],
        "n_action_steps": "${n_action_steps}", "n_groups": spec["groups"], "n_obs_steps": "${n_obs_steps}",
        "obs_as_global_cond": True, "shape_meta": "${shape_meta}", "use_pc_color": spec["columns"] == 6,
        "pointnet_type": "mlp" if flow else "pointnet",
        "pointcloud_encoder_cfg": {
            "in_channels": 3, "out_channels": "${policy.encoder_output_dim}",
            "use_layernorm": spec["layernorm"], "final_norm": "layernorm" if spec["final_norm"] else "none",
            "normal_channel": False}}
    if not flow:
        policy |= {"noise_scheduler": scheduler("DDIM", spec), "num_inference_steps": 10}
    if spec["family"] == "sdm":
        policy |= {"scheduler": scheduler("LCM", spec), "num_inference_timesteps": 1}
    return OmegaConf.create({
        "name": "train_" + spec["family"].replace("-", "_"), "task_name": "${task.name}",
        "shape_meta": "${task.shape_meta}", "exp_name": "debug", "horizon": spec["T"],
        "n_obs_steps": spec["To"],
        "n_action_steps": spec["Ta"], "n_latency_steps": 0, "dataset_obs_steps": "${n_obs_steps}",
        "keypoint_visible_rate": 1.0, "obs_as_global_cond": True, "policy": policy,
        "training": {"device": "cuda:0", "seed": 42, "use_ema": spec["ema"], "max_train_steps": None},
        "optimizer": {"_target_": "torch.optim.AdamW", "lr": 1e-4, "betas": [0.95, 0.999], "eps": 1e-8},
        "task": {"name": "miniature", "task_name": "${name}",
                 "shape_meta": {"obs": obs, "action": {"shape": [spec["A"]]}}},
        "hydra": {"job": {"override_dirname": "${name}"}, "run": {"dir": "data/${now:%Y.%m.%d}/${name}"}}})


def perturbed(policy, generator, prefix=""):
    """Gives every tensor under `prefix` seeded random values: norms around 1, weights by their fan-in."""
    for key, value in policy.named_parameters():
        if not key.startswith(prefix):
            continue
        random = torch.randn(value.shape, generator=generator)
        if value.dim() > 1:
            random *= 1.4 / math.sqrt(value[0].numel())
        else:
            is_norm = key.endswith("weight")
            random = 1 + 0.2 * random if is_norm else 0.2 * random
        value.data = random
    return policy


def state_dict(policy, stats):
    state = policy.state_dict()
    state["_dummy_variable"] = torch.zeros(0)
    state["mask_generator._dummy_variable"] = torch.zeros(0)
    for key, value in stats.items():
        state["normalizer.params_dict." + key] = value
    return state


def record(policy, stats, spec, sampler, generator):
    """Runs the sampler with hooks on; returns the golden tensors under the modules' paths."""
    layers, handles = collections.OrderedDict(), []

    def keep(name):
        def hook(module, inputs, output):
            value = output if name.startswith("obs_encoder") else output[0]
            layers.setdefault("layer." + name, value.detach().clone().contiguous())
        return hook

    blocks = {name for name, module in policy.named_modules()
              if isinstance(module, (ConvBlock, ResidualBlock, Resampler))}
    names = blocks | {"obs_encoder", "obs_encoder.extractor", "obs_encoder.state_mlp", "model",
                      "model.final_conv", "model.diffusion_step_encoder", "model.diffusion_step_encoder.0"}
    for name in names:
        handles.append(policy.get_submodule(name).register_forward_hook(keep(name)))
    random = lambda *shape: torch.rand(*shape, generator=generator) * 2 - 1
    raw = {"point_cloud": random(spec["To"], spec["N"], spec["stored"]),
           "agent_pos": random(spec["To"], spec["S"])}
    if spec["M"]:
        raw["imagin_robot"] = random(spec["To"], spec["M"], 7)
    noise = torch.randn(spec["T"], spec["A"], generator=generator)
    with torch.no_grad():
        actions = sample(policy, stats, raw, noise, sampler)
    for handle in handles:
        handle.remove()
    first = spec["To"] - 1
    tensors = {"input." + key: value for key, value in raw.items()} | {"input.noise": noise} | dict(layers)
    tensors |= {"output.action_pred": actions, "output.action": actions[first : first + spec["Ta"]].clone()}
    return tensors


def make(name, spec, folder, seed):
    spec = DEFAULTS | spec
    generator = torch.Generator().manual_seed(seed)
    model = perturbed(Policy(spec), generator)
    stats = normalizer(spec, generator)
    policies = {"model": model}
    if spec["ema"]:
        policies["ema_model"] = perturbed(copy.deepcopy(model), generator, "model.")
        policies["ema_model"].obs_encoder = model.obs_encoder
    optimizer = {
        "state": {0: {"step": torch.tensor(100.0), "exp_avg": torch.zeros(3), "exp_avg_sq": torch.zeros(3)}},
        "param_groups": [{"lr": 1e-4, "betas": OmegaConf.create([0.95, 0.999]), "eps": 1e-8, "params": [0]}]}
    payload = {
        "cfg": configuration(spec),
        "state_dicts": {key: state_dict(value, stats) for key, value in policies.items()}
        | {"optimizer": optimizer},
        "pickles": {
            "global_step": dill.dumps(1234), "epoch": dill.dumps(56), "_output_dir": dill.dumps(None)}}
    with open(folder / f"{name}.ckpt", "wb") as file:
        torch.save(payload, file, pickle_module=dill)
    for golden in spec["goldens"]:
        weights, sampler = golden.split(".")
        tensors = record(policies[weights].eval(), stats, spec, sampler, generator)
        save_file(tensors, folder / f"{name}.{golden}.golden.safetensors")


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    for seed, (name, spec) in enumerate(SPECS.items(), start=1):
        make(name, spec, folder, seed)
    print(f"torch {torch.__version__}, dill {dill.__version__}, omegaconf {omegaconf.__version__}")
    for path in sorted([*folder.glob("*.ckpt"), *folder.glob("*.golden.safetensors")]):
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size, path.name)


if __name__ == "__main__":
    main()
