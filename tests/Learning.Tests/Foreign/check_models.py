"""Checks exported models with the onnx package: its checker with full shape inference, and its reference evaluator where it has one (1.13 and later).

    python3 check_models.py FOLDER   where FOLDER holds NAME.onnx, NAME.json (inputs and expected outputs with shapes) and NAME.f64 (their values)
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnx

try:
    from onnx.reference import ReferenceEvaluator
except ImportError:
    ReferenceEvaluator = None

checked = evaluated = 0
worst = ("", 0.0)
for file in sorted(Path(sys.argv[1]).glob("*.onnx")):
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    checked += 1
    if ReferenceEvaluator is None:
        continue
    index = json.loads(file.with_suffix(".json").read_text())
    values = np.fromfile(file.with_suffix(".f64"), dtype=np.float64)
    tensors, start = [], 0
    for entry in index:
        count = int(np.prod(entry["shape"]))
        kind = np.float64 if entry["double"] else np.float32
        tensors.append(values[start:start + count].reshape(entry["shape"]).astype(kind))
        start += count
    inputs = {entry["name"]: tensor for entry, tensor in zip(index, tensors) if entry["input"]}
    names = [entry["name"] for entry in index if not entry["input"]]
    expected = [tensor for entry, tensor in zip(index, tensors) if not entry["input"]]
    used = {value.name for value in model.graph.input}
    for name, ours, theirs in zip(names, expected, ReferenceEvaluator(model).run(names, {k: v for k, v in inputs.items() if k in used})):
        if ours.shape != theirs.shape:
            raise SystemExit(f"{file.stem}, {name}: shape {ours.shape} here, {theirs.shape} by the reference")
        error = float(np.max(np.abs(ours - theirs)) / max(1.0, np.max(np.abs(ours)))) if ours.size else 0.0
        tolerance = 1e-6 if ours.dtype == np.float64 else 2e-4
        if not error <= tolerance:
            raise SystemExit(f"{file.stem}, {name}: differs by {error:.3g} from the reference evaluator")
        worst = max(worst, (file.stem, error), key=lambda pair: pair[1])
    evaluated += 1
print(json.dumps({"version": onnx.__version__, "checked": checked, "evaluated": evaluated, "worst": worst[0], "error": worst[1]}))
