"""Writes a small world model with the onnx package's own helper: what another project's exporter would do.

Nothing of this project is used, only the contract in models/WorldModel/README.md. The model is not learned: things in the
gripper's frame move opposite to the gripper, and its width changes by what is asked for.

    python3 write_model.py FOLDER
"""
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

OBSERVATION, PROBES, ACTIONS, HISTORY, HORIZON, LATENT = 2400, 24, 5, 3, 8, 7
SEGMENTS = [("proprio", 0, 28), ("wrench", 28, 6), ("tactile", 34, 256), ("wristDepth", 290, 1024), ("wristMask", 1314, 1024),
            ("slots", 2338, 56), ("present", 2394, 6)]
GROUPS = [("objectPosition", 0, 3), ("objectTilt", 3, 2), ("goalPosition", 5, 3), ("goalYaw", 8, 2), ("objectInGoal", 10, 3), ("gripperWidth", 13, 1),
          ("padForceLeft", 14, 1), ("padForceRight", 15, 1), ("wristForce", 16, 3), ("held", 19, 1), ("objectHeightAboveSupport", 20, 1),
          ("buttonTravel", 21, 1), ("tipSpeed", 22, 1), ("spillRisk", 23, 1)]
PER_STEP = [0.025, 0.025, 0.025, 0.12, 0.02]

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)


def value(name, shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def model(name, nodes, inputs, outputs, constants):
    initialisers = [numpy_helper.from_array(np.asarray(array), key) for key, array in constants.items()]
    graph = helper.make_graph([helper.make_node(op, i.split(), o.split(), **attributes) for op, i, o, attributes in nodes],
                              name, [value(*pair) for pair in inputs], [value(*pair) for pair in outputs], initialisers)
    result = helper.make_model(graph, producer_name="another exporter", opset_imports=[helper.make_opsetid("", 15)])
    result.ir_version = 8
    checker.check_model(result, full_check=True)
    (folder / name).write_bytes(result.SerializeToString())


# Latent: object's position, goal's position, gripper's width, as the observation states them.
places = np.array([2338, 2339, 2340, 2352, 2353, 2354, 14], dtype=np.int64)
decode = np.zeros((LATENT, PROBES), dtype=np.float32)
for axis in range(3):
    decode[axis, 0 + axis] = 1
    decode[3 + axis, 5 + axis] = 1
    decode[axis, 10 + axis], decode[3 + axis, 10 + axis] = 1, -1
decode[6, 13] = 1
moves = np.zeros((ACTIONS, LATENT), dtype=np.float32)
for axis in range(3):
    moves[axis, axis] = moves[axis, 3 + axis] = -PER_STEP[axis]
moves[4, 6] = PER_STEP[4]

model("encoder.onnx",
      [("Gather", "observation places", "latent", {"axis": 1}), ("MatMul", "latent decode", "probes", {})],
      [("observation", ["N", OBSERVATION])], [("latent", ["N", LATENT]), ("probes", ["N", PROBES])],
      {"places": places, "decode": decode})

axes = {f"axes{i}": np.array([i], dtype=np.int64) for i in (1, 2)}
model("planner.onnx",
      [("CumSum", "actions axis1", "travelled", {}),
       ("MatMul", "travelled moves", "change", {}),
       ("Gather", "zHistory newest", "start", {"axis": 0}),
       ("Add", "start change", "latents", {}),
       ("MatMul", "latents decode", "decoded", {}),
       ("Add", "decoded anchor", "probes", {}),
       ("Sub", "probes target", "miss", {}), ("Mul", "miss miss", "miss2", {}), ("Mul", "miss2 weight", "task0", {}),
       ("Sub", "lowerBound probes", "below", {}), ("Relu", "below", "below1", {}), ("Mul", "below1 below1", "below2", {}), ("Mul", "below2 lowerWeight", "task1", {}),
       ("Sub", "probes upperBound", "above", {}), ("Relu", "above", "above1", {}), ("Mul", "above1 above1", "above2", {}), ("Mul", "above2 upperWeight", "task2", {}),
       ("Sum", "task0 task1 task2", "task", {}), ("ReduceSum", "task axes2", "taskSum", {"keepdims": 0}),
       ("Sub", "latents latentGoal", "away", {}), ("Mul", "away away", "away2", {}), ("ReduceMean", "away2", "awayMean", {"axes": [2], "keepdims": 0}),
       ("Mul", "awayMean latentWeight", "latentCost", {}),
       ("Mul", "actions actions", "actions2", {}), ("ReduceSum", "actions2 axes2", "effort", {"keepdims": 0}), ("Mul", "effort actionWeight", "effortCost", {}),
       ("Slice", "actions zero last axes1", "earlier", {}), ("Gather", "actionHistory lastAction", "before", {"axis": 0}),
       ("Slice", "actions zero one axes1", "likeOne", {}), ("Mul", "likeOne none", "zeros", {}), ("Add", "zeros before", "first", {}),
       ("Concat", "first earlier", "previous", {"axis": 1}), ("Sub", "actions previous", "jerk", {}), ("Mul", "jerk jerk", "jerk2", {}),
       ("ReduceSum", "jerk2 axes2", "change2", {"keepdims": 0}), ("Mul", "change2 actionChangeWeight", "changeCost", {}),
       ("Mul", "effort none", "disagreement", {}), ("Mul", "disagreement uncertaintyWeight", "doubtCost", {}),
       ("Sum", "taskSum latentCost effortCost changeCost doubtCost", "perStep", {}),
       ("Mul", "perStep stepWeight", "weighed", {}), ("ReduceSum", "weighed axes1", "cost", {"keepdims": 0})],
      [("zHistory", [HISTORY, LATENT]), ("actionHistory", [HISTORY - 1, ACTIONS]), ("actions", ["N", HORIZON, ACTIONS])]
      + [(name, [PROBES]) for name in ("anchor", "target", "weight", "lowerBound", "lowerWeight", "upperBound", "upperWeight")]
      + [("stepWeight", [HORIZON]), ("latentGoal", [LATENT])]
      + [(name, [1]) for name in ("latentWeight", "uncertaintyWeight", "actionWeight", "actionChangeWeight")],
      [("cost", ["N"]), ("probes", ["N", HORIZON, PROBES]), ("disagreement", ["N", HORIZON]), ("latents", ["N", HORIZON, LATENT])],
      {"axis1": np.array(1, dtype=np.int64), "moves": moves, "decode": decode, "newest": np.array(HISTORY - 1, dtype=np.int64),
       "lastAction": np.array([[HISTORY - 2]], dtype=np.int64), "zero": np.array([0], dtype=np.int64), "one": np.array([1], dtype=np.int64),
       "last": np.array([HORIZON - 1], dtype=np.int64), "none": np.array(0, dtype=np.float32), **axes})


def described(name):
    content = (folder / name).read_bytes()
    return {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def segments(rows):
    return [{"name": name, "start": start, "length": length} for name, start, length in rows]


def unit(count):
    return {"mean": [0] * count, "deviation": [1] * count}


(folder / "manifest.json").write_text(json.dumps({
    "formatVersion": 1,
    "observationVersion": 1, "observation": segments(SEGMENTS),
    "probeVersion": 1, "probes": segments(GROUPS),
    "actionPerStep": PER_STEP, "stepSeconds": 0.1, "history": HISTORY,
    "architecture": {"latentSize": LATENT, "horizon": HORIZON},
    "normalisation": {"proprio": unit(28), "wristDepth": unit(1), "slot": unit(14), "probes": unit(PROBES)},
    "files": [described("encoder.onnx"), described("planner.onnx")],
    "training": {"dataset": "none: written by hand", "datasetSha256": "", "episodes": 0, "frames": 0, "seed": 0, "steps": 0, "wallSeconds": 0, "finalLoss": 0},
}, indent=2) + "\n")
