"""Sets that come with scikit-learn, by name."""

from sklearn.datasets import load_digits

from wellwired.core.errors import DataError
from wellwired.data.limits import Limits
from wellwired.data.parts import NOT_GIVEN
from wellwired.data.read_arrays import source_of_arrays
from wellwired.data.source import Source

IMAGES = ("digits",)
LATER = ("iris", "wine", "breast_cancer", "diabetes", "linnerud", "california_housing", "karate")


def read_shipped(name: str, *, limits: Limits, with_labels: bool = True) -> Source:
    """The set of that name: 1,797 handwritten digits of 8 x 8 pixels.

    Raises:
        DataError: the set is no set of images.
    """
    if name not in IMAGES:
        raise DataError(
            seen=f"`{name}` is a table or a graph, and only images are read yet; tables come later",
            wanted=f"a set of images, such as `{IMAGES[0]}`",
            do="choose another set",
        )
    found = load_digits()
    labels = found.target if with_labels else None
    return source_of_arrays(
        [(NOT_GIVEN, name, found.images, labels)], form=name, source=f"{name} of scikit-learn", limits=limits
    )
