"""Registration with elastix (Klein et al. 2010, IEEE TMI 29:196) of one image onto another.

Images are itk.Image, float32, in patient space (LPS mm). Registration starts from the headers.
"""

import itk
import numpy as np


def image_of(volume: np.ndarray, like) -> "itk.Image":
    """An array [z, y, x] on the grid of another image."""
    out = itk.image_from_array(np.ascontiguousarray(volume, np.float32))
    out.CopyInformation(like)
    return out


def register(fixed, moving, kind: str = "rigid"):
    """Transform (elastix parameters) from fixed to moving points: `rigid` or `affine`.

    Mattes' mutual information on four resolutions, random samples drawn from a fixed seed.
    """
    parameters = itk.ParameterObject.New()
    chosen = parameters.GetDefaultParameterMap(kind, 4)
    chosen["AutomaticTransformInitialization"] = ["false"]
    chosen["NumberOfSpatialSamples"] = ["8192"]
    chosen["MaximumNumberOfIterations"] = ["400"]
    chosen["RandomSeed"] = ["1"]
    parameters.AddParameterMap(chosen)
    _, transform = itk.elastix_registration_method(
        fixed, moving, parameter_object=parameters, log_to_console=False, number_of_threads=1
    )
    return transform


def carry(moving, transform, grid, order: int = 1) -> np.ndarray:
    """The moving image on another image's grid, as an array; 0 outside, order 0 or 1."""
    for n in range(transform.GetNumberOfParameterMaps()):
        one = transform.GetParameterMap(n)
        one["FinalBSplineInterpolationOrder"] = [str(order)]
        one["DefaultPixelValue"] = ["0"]
        one["Size"] = [str(n) for n in itk.size(grid)]
        one["Spacing"] = [f"{s:.8f}" for s in grid.GetSpacing()]
        one["Origin"] = [f"{o:.8f}" for o in grid.GetOrigin()]
        one["Index"] = ["0", "0", "0"]
        one["Direction"] = [f"{d:.8f}" for d in itk.array_from_matrix(grid.GetDirection()).T.ravel()]
        transform.SetParameterMap(n, one)
    return itk.array_from_image(itk.transformix_filter(moving, transform, log_to_console=False))


def resample(image, grid) -> np.ndarray:
    """The image on another grid by its header alone, linear; 0 outside."""
    interpolator = itk.LinearInterpolateImageFunction.New(image)
    return itk.array_from_image(
        itk.resample_image_filter(
            image, interpolator=interpolator, reference_image=grid, use_reference_image=True
        )
    )


def cubic_grid(image, spacing: float = 1.0):
    """An empty image of cubic voxels along the patient's axes that holds all of another one."""
    size = itk.size(image)
    corners = np.array(
        [
            image.TransformIndexToPhysicalPoint([int(c) for c in corner])
            for corner in np.ndindex(2, 2, 2)
            for corner in [np.array(corner) * (np.array(size) - 1)]
        ]
    )
    low, high = corners.min(0), corners.max(0)
    count = np.floor((high - low) / spacing).astype(int) + 1
    grid = itk.image_from_array(np.zeros(count[::-1], np.float32))
    grid.SetSpacing([spacing] * 3)
    grid.SetOrigin(low.tolist())
    return grid
