"""Copies are found: resized and saved anew by the hash, cropped and mirrored by the net."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps
from sklearn.datasets import load_sample_images

from adwatch.vectors import pack, unpack
from enrichment.pictures.hashes import distance, perceptual
from enrichment.pictures.net import likeness, look
from enrichment.pictures.opening import opened

from .draw import file_of, scene

COPY, STRANGER = 31, 90
NEAR, FAR = 0.9, 0.8
PHOTOS = [Image.fromarray(photo) for photo in load_sample_images().images]
PICTURES = [*PHOTOS, *(scene(seed) for seed in range(4))]


def _crop(image, left, top, right, bottom):
    width, height = image.size
    return image.crop(
        (int(left * width), int(top * height), int(right * width), int(bottom * height))
    )


def _banner(image):
    changed = image.copy()
    width, height = image.size
    ImageDraw.Draw(changed).rectangle((0, int(0.85 * height), width, height), fill=(255, 230, 0))
    return changed


CHANGES = {
    "mirrored": ImageOps.mirror,
    "cropped all round": lambda image: _crop(image, 0.1, 0.1, 0.9, 0.9),
    "cropped on one side": lambda image: _crop(image, 0.0, 0.0, 0.75, 1.0),
    "mirrored and cropped": lambda image: ImageOps.mirror(_crop(image, 0.1, 0.1, 0.9, 0.9)),
    "with a banner": _banner,
    "saved anew": lambda image: opened(file_of(image, "JPEG", quality=30)).upright,
}


@pytest.mark.parametrize("quality", [30, 60])
def test_resized_and_saved_anew_is_a_copy_by_hash(quality):
    for image in PHOTOS:
        smaller = image.resize((image.width // 2, image.height // 2))
        copy = opened(file_of(smaller, "JPEG", quality=quality)).upright
        assert distance(perceptual(image), perceptual(copy)) <= COPY


def test_strangers_are_far_by_hash():
    hashes = [perceptual(image) for image in PICTURES]
    assert all(
        distance(one, other) >= STRANGER for at, one in enumerate(hashes) for other in hashes[:at]
    )


def test_a_blank_sheet_has_no_hash():
    assert perceptual(Image.new("RGB", (300, 300), (200, 200, 200))) == ""


@pytest.fixture(scope="module")
def vectors():
    return [pack(look(image).embedding) for image in PHOTOS]


@pytest.mark.parametrize("change", CHANGES)
def test_changed_photos_stay_near_by_the_net(change, vectors):
    for image, vector in zip(PHOTOS, vectors, strict=True):
        assert likeness(vector, pack(look(CHANGES[change](image)).embedding)) >= NEAR


def test_strangers_are_far_by_the_net(vectors):
    others = [pack(look(image).embedding) for image in PICTURES[2:4]]
    assert likeness(*vectors) < FAR
    assert all(likeness(one, other) < FAR for one in vectors for other in others)


def test_a_packed_vector_has_length_one(vectors):
    vector = unpack(vectors[0])
    assert vector.shape == (1024,)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=0.01)


def test_plain_pictures_are_not_explicit():
    assert all(look(image).explicit < 0.5 for image in PICTURES)
