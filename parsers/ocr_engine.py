"""The recogniser of RapidOCR: pictures of single lines of text to their texts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from parsers.model import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]


_BATCH, _WIDEST = 16, 96
"""Crops recognised at once, and their widths together in their heights: 16 whole lines took 400 MB, four take 100."""


@lru_cache(maxsize=1)
def engine() -> Any:
    """The recogniser, made once; two threads, quiet."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            # Figures are narrow: padding each to the usual 320 pixels made a page of cells three times as slow.
            "Rec.rec_img_shape": [3, 48, 96],
            "Rec.rec_batch_num": _BATCH,
            # Pictures come at reading size: larger, a strip of one line would be that many times as wide.
            "Det.limit_type": "max",
            "Det.limit_side_len": 2000,
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def texts(crops: list[Picture]) -> list[tuple[str, float]]:
    """Text and confidence of each crop; equal crops are recognised once.

    Crops of about one width go together: the recogniser makes all of a batch as wide as the widest, and its answer
    takes a number for every character it knows at every eighth pixel.
    """
    keys = [(crop.shape, crop.tobytes()) for crop in crops]
    once = dict(zip(keys, crops, strict=True))
    order = sorted(once, key=lambda key: (key[0][1] / key[0][0], key))
    found: dict[Any, tuple[str, float]] = {}
    while order:
        batch = order[:1]
        while len(batch) < min(len(order), _BATCH):
            shape = order[len(batch)][0]
            if shape[1] / shape[0] * (len(batch) + 1) > _WIDEST:
                break
            batch.append(order[len(batch)])
        order = order[len(batch) :]
        result = engine().recognize_txt([once[key] for key in batch])
        for key, text, score in zip(batch, result.txts, result.scores, strict=True):
            found[key] = str(text).strip(), float(score)
    return [found[key] for key in keys]


def lines_on(picture: Picture) -> list[Box]:
    """Where detection finds lines of text on a picture."""
    import numpy as np

    result = engine()(np.repeat(picture[:, :, None], 3, axis=2), use_det=True, use_cls=False, use_rec=False)
    height, width = picture.shape
    boxes: list[Box] = []
    for corners in result.boxes if result.boxes is not None else ():
        xs, ys = [float(p[0]) for p in corners], [float(p[1]) for p in corners]
        boxes.append((max(0.0, min(xs)), max(0.0, min(ys)), min(width, max(xs)), min(height, max(ys))))
    return boxes


def crop(picture: Picture, box: Box, size: float, margin: float) -> Picture:
    """A stretch of ink with white around it, so that its characters fill the recogniser's height alike."""
    import cv2
    import numpy as np

    left, top, right, bottom = (round(v) for v in box)
    part = picture[top:bottom, left:right]
    # Shaded cells are made white, or the shade's edge would be read as a stroke.
    ground = max(1.0, float(np.percentile(part, 95)))
    part = np.minimum(255, part * (255 / ground)).astype(np.uint8)
    around = round(margin * size)
    short = max(0, round(size) - part.shape[0])
    padded = cv2.copyMakeBorder(
        part, around + short // 2, around + short - short // 2, around, around, cv2.BORDER_CONSTANT, value=(255,)
    )
    return np.repeat(padded[:, :, None], 3, axis=2)
