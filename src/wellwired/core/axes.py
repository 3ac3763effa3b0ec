"""The legend of axis letters, one for the project.

A tensor's name ends in the letters of its axes, in order: `x_BCHW`, `owner_N`. A tensor of any shape has no
suffix.
"""

AXES = {
    "B": "samples of a batch",
    "T": "time steps",
    "H": "height, pixels",
    "W": "width, pixels",
    "C": "channels",
    "F": "features",
    "D": "model width",
    "K": "classes",
    "N": "samples of a set, or nodes of a graph",
    "E": "edges",
    "G": "graphs",
    "P": "members of a population",
    "O": "outputs of a map",
    "I": "inputs of a map",
}
