"""All variants of every photo with Pillow, a process a core: python3 ingest.py <photos> <output>. Prints the seconds."""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from PIL import Image, ImageOps

WIDTHS = (512, 1024, 1920)
THUMBNAIL = (200, 200)


def make(job):
    path, folder = job
    os.mkdir(folder)
    picture = ImageOps.exif_transpose(Image.open(path))
    for width in WIDTHS:
        if width > picture.width:
            continue
        height = round(picture.height * width / picture.width)
        scaled = picture.resize((width, height), Image.Resampling.LANCZOS)
        scaled.save(os.path.join(folder, f"{width}.webp"), quality=85, method=4)
    ImageOps.fit(picture, THUMBNAIL).save(os.path.join(folder, "thumbnail.webp"), quality=85, method=4)


if __name__ == "__main__":
    photos, output = sys.argv[1:3]
    jobs = [(os.path.join(photos, name), os.path.join(output, name)) for name in sorted(os.listdir(photos))]
    started = time.perf_counter()
    with ProcessPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()) as pool:
        list(pool.map(make, jobs))
    print(time.perf_counter() - started)
