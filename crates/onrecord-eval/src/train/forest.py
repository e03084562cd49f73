#!/usr/bin/env python3
"""Trains one forest; called by `onrecord-eval train`, not by hand.

forest.py DIR [--folds] reads from DIR
  shape.json  {"rows": n, "columns": m}
  x.i16       features, row by row      y.u8  target      w.f32  weight
  fold.u8     fold of the row's site: a site is in one fold only
and writes
  model.orf   the forest trained on every row, in the form that forest.rs reads
  fold-K.orf  with --folds, the forest trained without fold K, likewise

Needs numpy and lightgbm (MIT). One thread and fixed seeds, so that the same rows give the same forest.
"""
import json, math, pathlib, struct, sys

import lightgbm as lgb
import numpy as np

LEAF = 0xFF
MOST = 128
TREES = 240


def flatten(booster, columns):
    """The forest as forest.rs reads it: a tree's nodes level by level, so that siblings stand side by side."""
    infos = booster.dump_model()["tree_info"]
    out = [b"ORF2", struct.pack("<II", columns, len(infos))]
    for info in infos:
        nodes, level, count = [], [info["tree_structure"]], 1
        while level:
            below = []
            for tree in level:
                if "split_feature" in tree:
                    nodes.append((tree["split_feature"], count + len(below), math.floor(tree["threshold"])))
                    below += [tree["left_child"], tree["right_child"]]
                else:
                    nodes.append((LEAF, 0, round(tree["leaf_value"] * 1000)))
            count, level = count + len(below), below
        assert len(nodes) <= MOST
        out.append(bytes([len(nodes)]))
        out += [struct.pack("<BBh", *node) for node in nodes]
    return b"".join(out)


def main():
    folder = pathlib.Path(sys.argv[1])
    shape = json.loads((folder / "shape.json").read_text())
    rows, columns = shape["rows"], shape["columns"]
    x = np.fromfile(folder / "x.i16", dtype="<i2").reshape(rows, columns).astype(np.float32)
    y = np.fromfile(folder / "y.u8", dtype=np.uint8)
    w = np.fromfile(folder / "w.f32", dtype="<f4")
    fold = np.fromfile(folder / "fold.u8", dtype=np.uint8)
    options = {
        "objective": "binary", "num_leaves": 40, "learning_rate": 0.07,
        "min_data_in_leaf": 40, "lambda_l2": 2.0,
        # Blocks of a page are alike and gold is noisy: cuts drawn at random, and a third of the features at a
        # time, fit what no other site has less than the best cuts do.
        "extra_trees": True, "feature_fraction": 0.3, "bagging_fraction": 0.7, "bagging_freq": 1,
        "max_bin": 63, "seed": 1, "deterministic": True, "force_row_wise": True,
        "num_threads": 2, "verbosity": -1,
    }

    def train(keep):
        data = lgb.Dataset(x[keep], y[keep], weight=w[keep], free_raw_data=True)
        return lgb.train(options, data, num_boost_round=TREES)

    kept = w > 0
    final = train(kept)
    (folder / "model.orf").write_bytes(flatten(final, columns))
    gain = final.feature_importance("gain")
    print("most used:", " ".join(str(k) for k in np.argsort(-gain)[:40]), flush=True)
    if "--folds" not in sys.argv:
        return
    oof = np.zeros(rows)
    for k in sorted(set(fold.tolist())):
        test = fold == k
        booster = train(~test & kept)
        oof[test] = booster.predict(x[test], raw_score=True)
        (folder / f"fold-{k}.orf").write_bytes(flatten(booster, columns))
    p = 1 / (1 + np.exp(-oof[kept]))
    wrong = ((p > 0.5) != (y[kept] > 0)).astype(float)
    loss = -np.where(y[kept] > 0, np.log(p + 1e-9), np.log(1 - p + 1e-9))
    print(f"rows {rows}, in use {kept.sum()}, body {int(y[kept].sum())}; held-out weighted error "
          f"{np.average(wrong, weights=w[kept]):.4f}, log loss {np.average(loss, weights=w[kept]):.4f}", flush=True)


main()
