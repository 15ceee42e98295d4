"""Rigid registration with elastix (Klein et al. 2010, IEEE TMI 29:196), and resampling.

Images are itk.Image, float32, in patient space (LPS mm). Transforms are 4 x 4 matrices from points of
the fixed image to points of the moving one, mm.
"""

import itk
import numpy as np
from scipy import ndimage as ndi


def image_of(volume: np.ndarray, like, kind=np.float32) -> "itk.Image":
    """An array [z, y, x] on the grid of another image."""
    out = itk.image_from_array(np.ascontiguousarray(volume, kind))
    out.CopyInformation(like)
    return out


def register(fixed, moving, inside=None, start=None, resolutions: int = 4) -> np.ndarray:
    """Rigid transform from fixed to moving, started from the headers or from another transform.

    Mattes' mutual information on several resolutions, random samples drawn from a fixed seed; only
    where `inside` (bool [z, y, x] on the fixed grid) says so, if given.
    """
    start = np.eye(4) if start is None else start
    parameters = itk.ParameterObject.New()
    chosen = parameters.GetDefaultParameterMap("rigid", resolutions)
    chosen["AutomaticTransformInitialization"] = ["false"]
    chosen["NumberOfSpatialSamples"] = ["8192"]
    chosen["MaximumNumberOfIterations"] = ["400"]
    chosen["RandomSeed"] = ["1"]
    chosen["ErodeMask"] = ["false"]
    parameters.AddParameterMap(chosen)
    mask = {} if inside is None else {"fixed_mask": image_of(inside, fixed, np.uint8)}
    _, found = itk.elastix_registration_method(
        fixed,
        seen_through(moving, start),
        parameter_object=parameters,
        log_to_console=False,
        number_of_threads=1,
        **mask,
    )
    return start @ _matrix(found.GetParameterMap(0))


def register_heads(fixed, moving, brain) -> np.ndarray:
    """Two heads: with skull, which does not go astray, then exactly, inside the brain of the fixed one."""
    return register(fixed, moving, brain, register(fixed, moving), resolutions=2)


def seen_through(image, matrix):
    """The image where a rigid transform to it would put it: only its header changes."""
    header = np.linalg.inv(matrix) @ affine_of(image)
    out = image_of(np.asarray(image), image)
    out.SetOrigin(header[:3, 3].tolist())
    out.SetDirection(itk.matrix_from_array(header[:3, :3] / np.array(image.GetSpacing())))
    return out


def _matrix(found) -> np.ndarray:
    """Of an Euler transform of elastix: R = Rz Rx Ry about a centre, then a shift."""
    x, y, z, *shift = (float(value) for value in found["TransformParameters"])
    centre = np.array([float(value) for value in found["CenterOfRotationPoint"]])
    c, s = np.cos, np.sin
    about_x = np.array([[1, 0, 0], [0, c(x), -s(x)], [0, s(x), c(x)]])
    about_y = np.array([[c(y), 0, s(y)], [0, 1, 0], [-s(y), 0, c(y)]])
    about_z = np.array([[c(z), -s(z), 0], [s(z), c(z), 0], [0, 0, 1]])
    out = np.eye(4)
    out[:3, :3] = about_z @ about_x @ about_y
    out[:3, 3] = centre + np.array(shift) - out[:3, :3] @ centre
    return out


def motion(matrix: np.ndarray, point: np.ndarray) -> dict:
    """Degrees of the rotation, and mm by which a point (LPS mm) is moved."""
    cosine = np.clip((np.trace(matrix[:3, :3]) - 1) / 2, -1, 1)
    moved = matrix[:3, :3] @ point + matrix[:3, 3] - point
    return {
        "degrees": round(float(np.degrees(np.arccos(cosine))), 2),
        "mm": round(float(np.linalg.norm(moved)), 2),
    }


def affine_of(image) -> np.ndarray:
    """4 x 4 matrix from voxel numbers (x, y, z) to LPS mm."""
    out = np.eye(4)
    direction = itk.array_from_matrix(image.GetDirection())
    out[:3, :3] = direction * np.array(image.GetSpacing())
    out[:3, 3] = np.array(image.GetOrigin())
    return out


def middle_of(mask: np.ndarray, image) -> np.ndarray:
    """Middle of a mask [z, y, x] on an image's grid, LPS mm."""
    return (affine_of(image) @ np.append(np.argwhere(mask).mean(0)[::-1], 1))[:3]


def carry(volume: np.ndarray, image, matrix: np.ndarray, grid, order: int = 1) -> np.ndarray:
    """A volume [z, y, x] on the grid of `image`, seen on another image's grid; 0 outside.

    matrix: from points of `grid` to points of `image`. order: 0 nearest, 1 linear.
    """
    index = np.linalg.inv(affine_of(image)) @ matrix @ affine_of(grid)
    turn, shift = index[:3, :3][::-1, ::-1], index[:3, 3][::-1]
    shape = tuple(itk.size(grid))[::-1]
    return ndi.affine_transform(np.asarray(volume, np.float32), turn, shift, shape, order=order)


def cubic_grid(image, spacing: float = 1.0):
    """An empty image of cubic voxels along the patient's axes that holds all of another one."""
    size = np.array(itk.size(image))
    corners = [np.append(np.array(one) * (size - 1), 1) for one in np.ndindex(2, 2, 2)]
    corners = (affine_of(image) @ np.array(corners).T)[:3].T
    low, high = corners.min(0), corners.max(0)
    count = np.floor((high - low) / spacing).astype(int) + 1
    grid = itk.image_from_array(np.zeros(count[::-1], np.uint8))
    grid.SetSpacing([spacing] * 3)
    grid.SetOrigin(low.tolist())
    return grid
