"""The recogniser of RapidOCR: pictures of single lines of text to their texts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from parsers.model import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]


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
            "Rec.rec_batch_num": 16,
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def texts(crops: list[Picture]) -> list[tuple[str, float]]:
    """Text and confidence of each crop; equal crops are recognised once."""
    if not crops:
        return []
    keys = [(crop.shape, crop.tobytes()) for crop in crops]
    once = dict(zip(keys, crops, strict=True))
    result = engine().recognize_txt(list(once.values()))
    found = {
        key: (str(text).strip(), float(score))
        for key, text, score in zip(once, result.txts, result.scores, strict=True)
    }
    return [found[key] for key in keys]


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
