"""Puts what a run made into a model pack: network, knowledge, thresholds, rule, ranges, checksums.

    python -m segmentation.pack --work W --pack ../models/NAME

W is the folder of training/run; the pack holds a manifest already, whose other fields stay.
"""

import argparse
import datetime
import hashlib
import json
import os
import shutil

from .rule import Rule


def sha256(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def filled(manifest: dict, pack: str, rule: Rule, ranges: dict) -> dict:
    """The manifest with what belongs to this network."""
    output = manifest["output"]
    manifest["sha256"] = sha256(os.path.join(pack, manifest["file"]))
    manifest["created"] = datetime.date.today().isoformat()
    known = os.path.join(pack, "knowledge.json")
    manifest["knowledge"] = {"file": "knowledge.json", "sha256": sha256(known)}
    output["calibrated"] = True
    for region, threshold in zip(output["regions"], rule.thresholds):
        region.update(threshold=threshold, range=ranges[region["name"]])
    output["components"] = rule.components()
    return manifest


def main():
    parser = argparse.ArgumentParser(description="Fills a model pack.")
    parser.add_argument("--work", required=True)
    parser.add_argument("--pack", required=True)
    args = parser.parse_args()
    for name in ("model.onnx", "knowledge.json"):
        shutil.copyfile(os.path.join(args.work, name), os.path.join(args.pack, name))
    with open(os.path.join(args.work, "confidence.json")) as file:
        ranges = json.load(file)["ranges"]
    path = os.path.join(args.pack, "manifest.json")
    with open(path) as file:
        manifest = json.load(file)
    rule = Rule.load(os.path.join(args.work, "rule.json"))
    with open(path, "w") as file:
        json.dump(filled(manifest, args.pack, rule, ranges), file, indent=2, ensure_ascii=False)
        file.write("\n")


if __name__ == "__main__":
    main()
