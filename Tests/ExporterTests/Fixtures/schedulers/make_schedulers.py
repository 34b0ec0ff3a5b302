"""Writes schedulers.txt: what diffusers' schedulers make of a network that needs no weights.

The network answers a·x + b + t/1000 for six numbers. A case is a line with the class, its settings and the number of
calls; then a line for the start and one for each call: the timestep, the six numbers after it, the noise it drew.

    pip install torch diffusers && python3 make_schedulers.py > schedulers.txt      (torch 2.15, diffusers 0.42)
"""
import importlib

import torch

A = torch.tensor([0.5, -0.4, 0.9, 0.2, -0.8, 1.1], dtype=torch.float64)
B = torch.tensor([0.3, -0.2, 1.4, -1.5, 0.1, 0.0], dtype=torch.float64)
COSINE = dict(num_train_timesteps=100, beta_schedule="squaredcos_cap_v2", prediction_type="sample")
# Of the policy, handed to the scheduler's step.
OF_STEP = ("eta", "use_clipped_model_output")
BETAS = [round(0.001 + 0.0123 * i, 6) for i in range(20)]
CASES = [
    ("DDIM", 10, COSINE),
    ("DDIM", 10, COSINE | dict(timestep_spacing="trailing")),
    ("DDIM", 10, COSINE | dict(timestep_spacing="linspace")),
    ("DDIM", 24, COSINE | dict(timestep_spacing="trailing")),
    ("DDIM", 47, COSINE | dict(timestep_spacing="linspace")),
    ("DDIM", 1, COSINE | dict(timestep_spacing="linspace")),
    ("DDIM", 7, COSINE | dict(steps_offset=1, set_alpha_to_one=False)),
    ("DDIM", 5, COSINE | dict(clip_sample_range=0.7)),
    ("DDIM", 5, COSINE | dict(clip_sample=False)),
    ("DDIM", 8, COSINE | dict(prediction_type="epsilon")),
    ("DDIM", 8, COSINE | dict(prediction_type="v_prediction")),
    ("DDIM", 8, COSINE | dict(prediction_type="v_prediction", timestep_spacing="trailing", rescale_betas_zero_snr=True)),
    ("DDIM", 5, dict(num_train_timesteps=50, beta_schedule="linear", prediction_type="sample", rescale_betas_zero_snr=True,
                     timestep_spacing="linspace")),
    ("DDIM", 4, dict(num_train_timesteps=20, trained_betas=BETAS, prediction_type="sample")),
    ("DDIM", 4, dict()),
    ("DDIM", 6, COSINE | dict(use_clipped_model_output=True)),
    ("DDIM", 6, COSINE | dict(eta=0.5)),
    ("DDIM", 6, COSINE | dict(eta=1.0, prediction_type="epsilon", set_alpha_to_one=False)),
    ("DDPM", 100, COSINE | dict(prediction_type="epsilon")),
    ("DDPM", 10, COSINE | dict(variance_type="fixed_large")),
    ("DDPM", 10, COSINE | dict(variance_type="fixed_small_log", timestep_spacing="trailing", clip_sample_range=0.8)),
    ("DDPM", 5, COSINE | dict(steps_offset=1, prediction_type="v_prediction", clip_sample=False)),
    ("LCM", 1, COSINE | dict(clip_sample=True)),
    ("LCM", 4, COSINE | dict(clip_sample=True)),
    ("LCM", 3, COSINE | dict(original_inference_steps=20, timestep_scaling=0.01)),
    ("LCM", 1, COSINE | dict(num_train_timesteps=130, clip_sample=True)),
    ("LCM", 22, COSINE | dict(original_inference_steps=30, prediction_type="epsilon", clip_sample=True)),
    ("LCM", 2, dict()),
]


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def row(*numbers):
    return " ".join(f"{float(n):.9g}" for n in numbers)


for number, (name, calls, settings) in enumerate(CASES):
    module = importlib.import_module(f"diffusers.schedulers.scheduling_{name.lower()}")
    scheduler = getattr(module, name + "Scheduler")(**{k: v for k, v in settings.items() if k not in OF_STEP})
    of_step = {k: v for k, v in settings.items() if k in OF_STEP}
    generator = torch.Generator().manual_seed(number)
    drawn = []

    def draw(shape, **_):
        drawn.append(torch.randn(6, generator=generator, dtype=torch.float64).float().double())
        return drawn[-1].reshape(shape)

    module.randn_tensor = draw
    scheduler.set_timesteps(calls)
    x = torch.randn(6, generator=generator, dtype=torch.float64).float().double().reshape(1, 1, 6)
    print("case", f"{name}Scheduler", calls, *(f"{k}={text(v)}" for k, v in settings.items()))
    print(row(-1, *x.flatten()))
    for t in scheduler.timesteps:
        drawn.clear()
        x = scheduler.step(A * x + B + t / 1000, t, x, **of_step).prev_sample
        assert x.isfinite().all(), (name, settings)
        print(row(t, *x.flatten(), *(drawn[0] if drawn else torch.zeros(6))))
