"""How long a decision takes, how fast a model is there, and how long training takes on many labels.

python -m bench.routing
"""

import random
import statistics
import time
from datetime import UTC, datetime

import numpy as np

from opd.routing.classifier import MODEL, load_model, soften, unpack
from opd.routing.decide import decide
from opd.routing.profile import Example, seeds, training_texts
from opd.routing.shipped import train_shipped
from opd.routing.train import counted, fit, matrix, train

TEXTS = 10_000
LABELS = 50_000
WORDS = 31  # of a real complaint, on average


def make_texts(count: int, rng: random.Random) -> list[tuple[str, str]]:
    """(text, code): seed sentences of one code put together to letters of about WORDS words, words left out."""
    by_code: dict[str, list[str]] = {}
    for text, code in seeds():
        by_code.setdefault(code, []).append(text)
    codes = sorted(by_code)
    texts = []
    for _ in range(count):
        code = rng.choice(codes)
        words = " ".join(rng.choices(by_code[code], k=4)).split()
        texts.append((" ".join(word for word in words[: 2 * WORDS] if rng.random() > 0.2), code))
    return texts


def measure_decisions(texts: list[tuple[str, str]]) -> tuple[float, float]:
    """Median and 95th percentile of milliseconds of the processor for a decision."""
    now, taken = datetime.now(UTC), []
    for text, _ in texts:
        started = time.thread_time()  # what others do on the machine is not the router's time
        decide(text, None, now)
        taken.append(1000 * (time.thread_time() - started))
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def compare_with_scikit_learn(texts: list[str]) -> tuple[int, float]:
    """How many texts get another first code than scikit-learn gives, and the largest difference of a probability."""
    model, examples = load_model(), training_texts()
    known = matrix([example.text for example in examples], model.vocabulary, model.idf)
    learned = fit(known, examples)
    rows = matrix(texts, model.vocabulary, model.idf)
    margins = learned.decision_function(rows) + rows @ counted(known, examples, learned)
    expected = soften(margins, model.calibration.sharpness)
    found = soften(np.stack([model.margins(text) for text in texts]), model.calibration.sharpness)
    others = int((found.argmax(axis=1) != expected.argmax(axis=1)).sum())
    return others, float(np.abs(found - expected).max())


def main() -> None:
    """Prints one line a measurement."""
    rng = random.Random(7)
    texts = make_texts(TEXTS, rng)
    started = time.perf_counter()
    unpack(MODEL.read_bytes())
    print(f"model: {MODEL.stat().st_size / 1e6:.1f} MB, loaded in {time.perf_counter() - started:.2f} s")
    middle, slow = measure_decisions(texts)
    print(f"decision: {middle:.2f} ms, 95 % within {slow:.2f} ms, {TEXTS} texts")
    others, difference = compare_with_scikit_learn([text for text, _ in texts])
    print(f"against scikit-learn: {others} of {TEXTS} texts differ in the first code, at most {difference:.4f}")
    started = time.perf_counter()
    train_shipped()
    print(f"training on the seeds: {time.perf_counter() - started:.1f} s")
    labels = [Example(text, code) for text, code in make_texts(LABELS, rng)]
    started = time.perf_counter()
    train([*training_texts(), *labels], load_model().calibration)
    print(f"training on {LABELS} labels more: {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
