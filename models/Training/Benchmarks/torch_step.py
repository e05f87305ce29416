"""The training steps of `robot bench train` in PyTorch: the yardstick, and nothing else.

Reads a folder with the parameters, the batch and the sizes, says what its first loss and gradient norm are,
then times as many steps as each line of standard input asks for. Written as its users would write it: fused
operators of torch.nn.functional, autograd, torch.optim.AdamW.
"""
import json
import math
import resource
import sys
import time

import numpy
import torch
import torch.nn.functional as F

torch.set_flush_denormal(True)
folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
spec = json.load(open(f"{folder}/spec.json"))


def tensors(kind):
    values = numpy.fromfile(f"{folder}/{kind}.f32", dtype=numpy.float32)
    result, start = {}, 0
    for name, shape in spec[kind]:
        count = math.prod(shape)
        result[name] = torch.from_numpy(values[start:start + count].reshape(shape).copy())
        start += count
    return result


batch = tensors("inputs")
dropped = tensors("masks")
p = {}
for key, value in tensors("parameters").items():
    if spec["network"] == "convolution" and key.split(".")[0].isdigit() and value.dim() == 2:
        # torch keeps images and kernels channels first: [M, C, k, k].
        value = value.view(3, 3, -1, value.shape[1]).permute(3, 2, 0, 1).contiguous()
    elif value.dim() == 2 and key != "heads.1.weight":
        # ... and the weight of a linear layer as [out, in].
        value = value.T.contiguous()
    p[key] = value.requires_grad_()
running = tensors("states")
images = batch["x"].permute(0, 3, 1, 2).contiguous() if spec["network"] == "convolution" else None
timing = False


def linear(x, name):
    return F.linear(x, p[f"{name}.weight"], p.get(f"{name}.bias"))


def silu(x, name):
    return F.silu(linear(x, name))


def dropout(x, mask, rate):
    return F.dropout(x, rate) if timing else x * mask / (1 - rate)


def layer_norm(x, name):
    return F.layer_norm(x, x.shape[-1:], p[f"{name}.scale"], p[f"{name}.shift"])


def mlp():
    return F.mse_loss(linear(silu(silu(batch["x"], "0"), "1"), "2"), batch["y"])


def transformer():
    x = batch["x"]
    rows, tokens, width = x.shape
    mask = torch.full((tokens, tokens), -1e9).triu(1)
    for block in range(4):
        q, k, v = linear(layer_norm(x, f"{block}.norm0"), f"{block}.attention.qkv").view(rows, tokens, 3, 4, width // 4).permute(2, 0, 3, 1, 4)
        scores = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(width // 4) + mask, -1)
        x = x + linear((scores @ v).transpose(1, 2).reshape(rows, tokens, width), f"{block}.attention.out")
        hidden = F.gelu(linear(layer_norm(x, f"{block}.norm1"), f"{block}.0"), approximate="tanh")
        x = x + linear(hidden, f"{block}.1")
    logits = linear(layer_norm(x, "norm"), "out")
    return F.cross_entropy(logits.flatten(0, 1), batch["y"].flatten(0, 1).argmax(-1))


def convolution():
    x = images
    for name, stride in (("0", 1), ("1", 2), ("2", 2)):
        x = F.relu(F.conv2d(x, p[f"{name}.weight"], p[f"{name}.bias"], stride=stride, padding=1))
    return F.cross_entropy(linear(x.mean((2, 3)), "out"), batch["y"].argmax(-1))


def rms_norm(x):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5)


def signed_log(x, unit):
    return x.sign() * torch.log1p(x.abs() / unit)


def encode(observation):
    part = {name: observation[:, start:start + length] for name, (start, length) in spec["segments"].items()}
    proprio_flag, wrench_flag, tactile_flag, image_flag, object_flag, goal_flag = part["present"].split(1, 1)
    slots = part["slots"].split(14, 1)
    wrench = torch.cat((signed_log(part["wrench"][:, :3], 1), signed_log(part["wrench"][:, 3:], 0.3)), 1)

    def limited(x):
        return x.clamp(-8, 8)

    def small(x, flag, name):
        return silu(silu(torch.cat((x * flag, flag), 1), f"{name}.0"), f"{name}.1")

    def patched(image):
        return image.view(-1, 4, 8, 4, 8).transpose(2, 3).reshape(-1, 16, 64)

    def valid(slot):
        return slot[:, 9:10]

    def near(position):
        return torch.tanh(position / 0.04)

    def reach(position):
        return limited(position / 0.1)

    def slot_values(slot):
        return limited(slot) * valid(slot)

    def masked(x, flag):
        return torch.cat((x * flag, flag), 1)

    proprio = limited(part["proprio"])
    images = torch.cat((patched(limited(part["wristDepth"]) * image_flag), patched(part["wristMask"] * image_flag)), 2)
    image = torch.cat((silu(images, "image.patch").flatten(1), image_flag), 1)
    image = silu(silu(image, "image.0"), "image.1")
    at_object, at_goal = slots[0][:, :3], slots[1][:, :3]
    between = at_goal - at_object
    object_there, goal_there = object_flag * valid(slots[0]), goal_flag * valid(slots[1])
    both = object_there * goal_there
    things = torch.cat((
        masked(slot_values(slots[0]), object_flag), masked(near(at_object) * valid(slots[0]), object_flag),
        masked(slot_values(slots[1]), goal_flag), masked(near(at_goal) * valid(slots[1]), goal_flag),
        masked(reach(between), both), near(between) * both, slot_values(slots[2]), slot_values(slots[3])), 1)
    things = silu(silu(things, "slots.0"), "slots.1")
    features = torch.cat((small(proprio, proprio_flag, "proprio"), small(wrench, wrench_flag, "wrench"),
                          small(signed_log(part["tactile"], 0.05), tactile_flag, "tactile"), image, things), 1)
    x = silu(features, "trunk.0")
    x = x + silu(rms_norm(x), "trunk.1")
    pads = part["tactile"].view(-1, 2, 128).sum(2)
    direct = torch.cat((
        proprio * proprio_flag, wrench * wrench_flag, signed_log(pads, 1) * tactile_flag,
        limited(slots[0]) * object_there, limited(slots[1]) * goal_there,
        torch.cat((reach(at_object), near(at_object)), 1) * object_there,
        torch.cat((reach(at_goal), near(at_goal)), 1) * goal_there,
        torch.cat((reach(between), near(between)), 1) * both,
        part["present"], object_there, goal_there), 1)
    x = linear(torch.cat((rms_norm(x), direct), 1), "projector.0")
    x = F.batch_norm(x, running["projector.norm.mean"], running["projector.norm.variance"], p["projector.norm.scale"], p["projector.norm.shift"],
                     training=True, momentum=0.01)
    return linear(F.silu(x), "projector.1") + linear(direct, "projector.direct")


def predict(latents, newest, condition, mask):
    width = spec["predictorWidth"]
    x = linear(latents, "predictor.in") + linear(condition, "predictor.action")
    for block in range(spec["predictorBlocks"]):
        name = f"predictor.block{block}"
        modulated = rms_norm(x) * linear(condition, f"{name}.scale") + linear(condition, f"{name}.shift")
        hidden = dropout(silu(modulated, f"{name}.0"), mask[:, block * width:(block + 1) * width], 0.1)
        x = x + linear(hidden, f"{name}.1")
    heads = silu(x, "heads.0")
    base = newest + linear(x, "heads.shared")
    return base + heads @ (p["heads.1.weight"] / spec["heads"]), base, heads


def sig_reg(latents, directions):
    frames, rows, _ = latents.shape
    t = torch.linspace(0, 3, 17)
    expected = torch.exp(-t * t / 2)
    weights = expected * (2 * 3 / 16)
    weights[0] /= 2
    weights[-1] /= 2
    angles = (latents @ directions).unsqueeze(-1) * t
    distance = (angles.cos().mean(1) - expected).square() + angles.sin().mean(1).square()
    return rows * (distance @ weights).mean()


def probes(latent):
    return linear(silu(latent, "probes.0"), "probes.1") + linear(latent, "probes.direct")


def world_model():
    rows, steps, size = spec["batch"], spec["rolloutSteps"], spec["latentSize"]
    frames = 3 + steps
    latents = encode(batch["observations"])
    actions = batch["actions"]

    def run(values, first):
        return values[first * rows:(first + steps) * rows]

    def frame(values, index):
        return values[index * rows:(index + 1) * rows]

    condition = silu(torch.cat([run(actions, i) for i in range(3)], 1), "condition")
    mean, base, heads = predict(torch.cat([run(latents, i) for i in range(3)], 1), run(latents, 2), condition, dropped["dropout"])
    parts = heads.view(len(heads), spec["heads"], -1).transpose(0, 1) @ p["heads.1.weight"].view(spec["heads"], -1, size)
    error = (parts + (base - run(latents, 3))).square().mean(2)
    prediction_loss = (error * batch["shares"]).sum() / (batch["shares"].sum() + 1e-6)
    trail = [frame(latents, 1), frame(latents, 2), frame(mean, 0)]
    for step in range(1, steps):
        trail.append(predict(torch.cat(trail[-3:], 1), trail[-1], frame(condition, step), dropped[f"dropout{step}"])[0])
    rollout = torch.cat(trail[3:])
    rollout_loss = F.mse_loss(rollout, latents[4 * rows:4 * rows + len(rollout)])
    change = latents[rows:] - latents[:-rows]
    action_loss = F.mse_loss(linear(silu(change, "actionDecoder.0"), "actionDecoder.1"), actions)

    def everywhere(values):
        return torch.cat((values, run(values, 3), values[4 * rows:4 * rows + len(rollout)]))

    target, weight = everywhere(batch["labels"]), everywhere(batch["labelWeights"])
    raw = probes(torch.cat((latents, mean.detach(), rollout.detach())))
    held = spec["held"]
    others = torch.ones(raw.shape[1])
    others[held] = 0
    regression = F.huber_loss(raw, target, reduction="none") * weight * others
    grasp = F.binary_cross_entropy_with_logits(raw[:, held], target[:, held], reduction="none") * weight[:, held]
    probe_loss = (regression.sum() + grasp.sum()) / (weight.sum() + 1)
    return (prediction_loss + rollout_loss * spec["rolloutWeight"] + sig_reg(latents.view(frames, rows, size), batch["directions"]) * spec["sigRegWeight"]
            + action_loss * spec["actionWeight"] + probe_loss * spec["probeWeight"])


def decays(name, value):
    return value.dim() >= 2 and not name.endswith((".bias", ".scale", ".shift"))


loss_of = {"mlp": mlp, "transformer": transformer, "convolution": convolution, "world model": world_model}[spec["network"]]
optimiser = torch.optim.AdamW([
    {"params": [v for n, v in p.items() if decays(n, v)], "weight_decay": spec["weightDecay"]},
    {"params": [v for n, v in p.items() if not decays(n, v)], "weight_decay": 0.0}], lr=spec["learningRate"])


def step():
    optimiser.zero_grad(set_to_none=True)
    loss = loss_of()
    loss.backward()
    norm = torch.nn.utils.clip_grad_norm_(list(p.values()), 1.0)
    optimiser.step()
    return loss.item(), norm.item()


first_loss, first_norm = step()
timing = True
print(json.dumps({"version": torch.__version__, "threads": torch.get_num_threads(), "loss": first_loss, "gradientNorm": first_norm}), flush=True)
for line in sys.stdin:
    taken = []
    for _ in range(int(line)):
        begin = time.perf_counter()
        step()
        taken.append(1000 * (time.perf_counter() - begin))
    print(json.dumps({"milliseconds": taken, "peakBytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}), flush=True)
