"""Layers that act in training only: they drop values, and change neither shape nor count."""

from cnncalc.layers.base import Example, Layer
from cnncalc.layers.fields import Rate


class Regularizer(Layer):
    """What is dropped in training, at a rate."""

    head = "rate"

    rate: Rate | None = None


class Dropout(Regularizer):
    """Drops single numbers."""

    kind = "dropout"
    title = "dropout"
    in_place = True

    examples = (
        Example("dropout: 0.5", "9216", "9216", "torchvision alexnet, classifier.0", 0, 0),
        Example("dropout: 0.2", "1280", "1280", "torchvision mobilenet_v2, classifier.0", 0),
        Example("dropout: 0.5", "13x13x512", "13x13x512", "torchvision squeezenet1_0, classifier.0", 0),
    )


class Droppath(Regularizer):
    """Drops the whole branch of a residual block: stochastic depth."""

    kind = "droppath"
    title = "stochastic depth"

    examples = (
        Example(
            "droppath: 0.1", "7x7x768", "7x7x768", "torchvision convnext_tiny, features.7.2.stochastic_depth", 0, 0
        ),
        Example(
            "droppath: 0.0125", "56x56x24", "56x56x24", "torchvision efficientnet_b0, features.2.0.stochastic_depth", 0
        ),
        Example(
            "droppath: 0.025", "56x56x24", "56x56x24", "torchvision efficientnet_b0, features.2.1.stochastic_depth", 0
        ),
    )
